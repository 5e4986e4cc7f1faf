import { registerTorchModule } from '@dl/core';
import { Rnn } from './rnn';
import type { RnnCell } from './rnn-cell';
import { plainTorchCell, torchModuleOfCells } from './torch-cells';

/** `torch.nn.RNN`. */
export const NN_RNN = { name: 'nn.RNN', gates: 1 };

registerTorchModule(
  Rnn,
  torchModuleOfCells(NN_RNN, plainTorchCell, ({ inSize, hiddenSize, cells, merge }: Rnn) => {
    const [cell] = cells as [RnnCell];
    // PyTorch has no sigmoid, and no sum of directions.
    if (cell.activation === 'sigmoid' || merge === 'sum') return undefined;
    const [layers, both, bias] = [cells.length, merge !== undefined, cell.input.bias !== undefined];
    return { inSize, hiddenSize, layers, both, bias, projection: undefined };
  }),
);

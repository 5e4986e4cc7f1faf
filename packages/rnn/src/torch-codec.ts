import type { TorchCodec } from '@dl/core/torch';
import { Rnn } from './rnn';
import type { RnnCell } from './rnn-cell';
import { plainTorchCell, torchModuleOfCells } from './torch-cells';

/** `torch.nn.RNN`, for the option `layers` of `fromTorch` and `toTorch`. */
export const rnnTorch: TorchCodec<Rnn> = {
  layer: Rnn,
  module: torchModuleOfCells(
    { gates: 1 },
    plainTorchCell,
    ({ inSize, hiddenSize, cells, merge }: Rnn) => {
      const [cell] = cells as [RnnCell];
      // PyTorch has no sigmoid, and no sum of directions.
      if (cell.activation === 'sigmoid' || merge === 'sum') return undefined;
      const [layers, both, bias] = [
        cells.length,
        merge !== undefined,
        cell.input.bias !== undefined,
      ];
      return { inSize, hiddenSize, layers, both, bias, projection: undefined };
    },
  ),
};

import type { ArrayValue } from '@dl/core';
import type { TorchCodec } from '@dl/core/torch';
import {
  plainTorchCell,
  type TorchCellLayout,
  type TorchCellValues,
  torchModuleOfCells,
} from '@dl/rnn/torch';
import { Gru } from './gru';
import type { GruCell } from './gru-cell';
import { Lstm } from './lstm';
import type { LstmCell } from './lstm-cell';

/**
 * PyTorch's update gate says how much of the past is kept, the one here how much is replaced: its weights and biases change
 * their sign. The candidate has a bias of its own for h U, which the reset gate multiplies.
 */
const gruTorchCell: TorchCellLayout = {
  inward: (there) => {
    const { bias_hh: ofState, ...turned } = turnUpdates(there);
    if (ofState === undefined) return plainTorchCell.inward(turned);
    const candidate = (2 * ofState.data.length) / 3;
    const own = ofState.data.slice(candidate);
    ofState.data.fill(0, candidate);
    return {
      ...plainTorchCell.inward({ ...turned, bias_hh: ofState }),
      recurrentBias: { data: own, shape: [own.length] },
    };
  },
  outward: ({ recurrentBias: own, ...here }) => {
    const there = turnUpdates(plainTorchCell.outward(here));
    if (own === undefined || there.bias_ih === undefined) return there;
    const ofState = new Float32Array(3 * own.data.length);
    ofState.set(own.data, 2 * own.data.length);
    return { ...there, bias_hh: { data: ofState, shape: there.bias_ih.shape } };
  },
};

/** Copies in which z has the other sign. */
function turnUpdates(values: TorchCellValues): Record<string, ArrayValue> {
  const turned = Object.entries(values).map(([name, value]) => [name, turnUpdate(value)]);
  return Object.fromEntries(turned);
}

/** The second third of the rows, z, with the other sign: σ(−x) = 1 − σ(x). */
function turnUpdate({ data, shape }: ArrayValue): ArrayValue {
  const third = data.length / 3;
  const turned = Float32Array.from(data, (x, i) => (i >= third && i < 2 * third ? -x : x));
  return { data: turned, shape };
}

/** What PyTorch knows of a network; undefined for gates or a sum of directions that it has not. */
function sizesOf({ inSize, hiddenSize, cells, merge }: Lstm | Gru) {
  const [{ input, gateActivation }] = cells as readonly [LstmCell | GruCell];
  if (merge === 'sum' || gateActivation !== 'sigmoid') return undefined;
  const [layers, both, bias] = [cells.length, merge !== undefined, input.bias !== undefined];
  return { inSize, hiddenSize, layers, both, bias, projection: undefined };
}

/** `torch.nn.LSTM`, for the option `layers` of `fromTorch` and `toTorch`. */
export const lstmTorch: TorchCodec<Lstm> = {
  layer: Lstm,
  module: torchModuleOfCells({ gates: 4 }, plainTorchCell, (lstm: Lstm) => {
    const [{ peephole, projection, outSize }] = lstm.cells as readonly [LstmCell];
    const sizes = sizesOf(lstm);
    if (sizes === undefined || peephole !== undefined) return undefined;
    return { ...sizes, projection: projection && outSize };
  }),
};

/** `torch.nn.GRU`, likewise. */
export const gruTorch: TorchCodec<Gru> = {
  layer: Gru,
  module: torchModuleOfCells({ gates: 3 }, gruTorchCell, (gru: Gru) =>
    gru.cells[0]?.resetAfter ? sizesOf(gru) : undefined,
  ),
};

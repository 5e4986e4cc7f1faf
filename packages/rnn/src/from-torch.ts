import { type ArrayValue, loadStateDict, random } from '@dl/core';
import { Rnn } from './rnn';
import type { RnnActivation } from './rnn-cell';
import {
  readTorchSizes,
  type TorchSizes,
  type TorchState,
  torchCells,
  transposed,
} from './torch-state';

export interface RnnFromTorchOptions {
  /** PyTorch's `nonlinearity`, which its state dict does not hold. Default `tanh`. */
  activation?: RnnActivation;
  /** Default 0. */
  dropout?: number;
}

/**
 * An `Rnn` with the weights of a `torch.nn.RNN`: any number of layers, one or both directions, with
 * or without biases. PyTorch keeps weights as [out, in], which are turned, and two biases a layer,
 * whose sum is the one here.
 *
 * @param state `nn.RNN(...).state_dict()` as float32 arrays with their shapes: `weight_ih_l0`
 *   [hidden, in], `weight_hh_l0` [hidden, hidden], `bias_ih_l0`, `bias_hh_l0` [hidden], … `_reverse`
 * @throws ShapeError if there is no `weight_ih_l0` [hidden, in], from which the sizes are read
 * @throws StateDictError naming what is missing, unexpected or does not fit
 * @throws RangeError for an unknown activation or a dropout that is no share
 */
export function rnnFromTorch(
  state: TorchState,
  { activation = 'tanh', dropout = 0 }: RnnFromTorchOptions = {},
): Rnn {
  const sizes = readTorchSizes('rnnFromTorch', state, { name: 'nn.RNN', gates: 1 });
  const { inSize, hiddenSize, layers, both, bias } = sizes;
  const rnn = new Rnn(inSize, hiddenSize, {
    rng: random(0),
    layers,
    bidirectional: both ? 'concat' : undefined,
    dropout,
    activation,
    bias,
  });
  loadStateDict(rnn, convert(state, sizes));
  return rnn;
}

/** The same values under the names and in the layout of `Rnn`. */
function convert(state: TorchState, sizes: TorchSizes): Record<string, ArrayValue> {
  const values: Record<string, ArrayValue> = {};
  for (const { suffix, path } of torchCells(sizes)) {
    values[`${path}.input.weight`] = transposed(state[`weight_ih_${suffix}`] as ArrayValue);
    values[`${path}.recurrent.weight`] = transposed(state[`weight_hh_${suffix}`] as ArrayValue);
    if (!sizes.bias) continue;
    const [a, b] = [state[`bias_ih_${suffix}`], state[`bias_hh_${suffix}`]] as [
      ArrayValue,
      ArrayValue,
    ];
    const data = Float32Array.from(a.data, (value, i) => value + (b.data[i] as number));
    values[`${path}.input.bias`] = { data, shape: a.shape };
  }
  return values;
}

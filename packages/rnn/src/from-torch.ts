import {
  expectFraction,
  loadStateDict,
  type OptionChecks,
  oneOf,
  random,
  readOptions,
} from '@dl/core';
import { Rnn } from './rnn';
import type { RnnActivation } from './rnn-cell';
import { fromTorchCells, plainTorchCell } from './torch-cells';
import { NN_RNN } from './torch-layout';
import { readTorchSizes, type TorchState } from './torch-state';

export interface RnnFromTorchOptions {
  /** PyTorch's `nonlinearity`, which its state dict does not hold. Default `tanh`. */
  activation?: RnnActivation;
  /** Default 0. */
  dropout?: number;
}

const OPTIONS: OptionChecks<RnnFromTorchOptions> = {
  activation: oneOf(['tanh', 'relu', 'sigmoid']),
  dropout: expectFraction,
};

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
export function rnnFromTorch(state: TorchState, options?: RnnFromTorchOptions): Rnn {
  const own = readOptions('rnnFromTorch', options, OPTIONS);
  const { activation = 'tanh', dropout = 0 } = own;
  const sizes = readTorchSizes('rnnFromTorch', state, NN_RNN);
  const { inSize, hiddenSize, layers, both, bias } = sizes;
  const rnn = new Rnn(inSize, hiddenSize, {
    rng: random(0),
    layers,
    bidirectional: both ? 'concat' : undefined,
    dropout,
    activation,
    bias,
  });
  loadStateDict(rnn, fromTorchCells(state, sizes, plainTorchCell));
  return rnn;
}

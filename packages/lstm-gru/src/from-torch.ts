import { expectFraction, loadStateDict, type OptionChecks, random, readOptions } from '@dl/core';
import { fromTorchCells, plainTorchCell, readTorchSizes, type TorchState } from '@dl/rnn';
import { Gru } from './gru';
import { Lstm } from './lstm';
import { gruTorchCell, NN_GRU, NN_LSTM } from './torch-layout';

export interface FromTorchOptions {
  /** Between layers, which a state dict does not hold. Default 0. */
  dropout?: number;
}

const OPTIONS: OptionChecks<FromTorchOptions> = { dropout: expectFraction };

/**
 * An `Lstm` with the weights of a `torch.nn.LSTM`: any number of layers, one or both directions, with or
 * without biases and projection. PyTorch keeps weights as [out, in], which are turned, and two biases a
 * layer, whose sum is the one here.
 *
 * @param state `nn.LSTM(...).state_dict()` as float32 arrays with their shapes: `weight_ih_l0`
 *   [4 hidden, in], `weight_hh_l0` [4 hidden, out], `weight_hr_l0` [out, hidden], `bias_ih_l0`, …
 * @throws ShapeError if there is no `weight_ih_l0` [4 hidden, in], from which the sizes are read
 * @throws StateDictError naming what is missing, unexpected or does not fit
 * @throws RangeError for a dropout that is no share
 */
export function lstmFromTorch(state: TorchState, given?: FromTorchOptions): Lstm {
  const { dropout = 0 } = readOptions('lstmFromTorch', given, OPTIONS);
  const sizes = readTorchSizes('lstmFromTorch', state, NN_LSTM);
  const { inSize, hiddenSize, layers, both, bias, projection } = sizes;
  const bidirectional = both ? 'concat' : undefined;
  const rng = random(0);
  const options = { rng, layers, bidirectional, dropout, bias, projection } as const;
  const lstm = new Lstm(inSize, hiddenSize, options);
  loadStateDict(lstm, fromTorchCells(state, sizes, plainTorchCell));
  return lstm;
}

/**
 * A `Gru` with the weights of a `torch.nn.GRU`, as `lstmFromTorch`. PyTorch's update gate says how much of
 * the past is kept, the one here how much is replaced: its weights and biases change their sign.
 *
 * @param state `nn.GRU(...).state_dict()` as float32 arrays with their shapes: `weight_ih_l0`
 *   [3 hidden, in], `weight_hh_l0` [3 hidden, hidden], `bias_ih_l0`, `bias_hh_l0` [3 hidden], … `_reverse`
 * @throws as `lstmFromTorch`
 */
export function gruFromTorch(state: TorchState, given?: FromTorchOptions): Gru {
  const { dropout = 0 } = readOptions('gruFromTorch', given, OPTIONS);
  const sizes = readTorchSizes('gruFromTorch', state, NN_GRU);
  const { inSize, hiddenSize, layers, both, bias } = sizes;
  const bidirectional = both ? 'concat' : undefined;
  const gru = new Gru(inSize, hiddenSize, { rng: random(0), layers, bidirectional, dropout, bias });
  loadStateDict(gru, fromTorchCells(state, sizes, gruTorchCell));
  return gru;
}

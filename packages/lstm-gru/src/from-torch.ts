import { type ArrayValue, loadStateDict, random } from '@dl/core';
import { readTorchSizes, type TorchState, torchCells, transposed } from '@dl/rnn';
import { Gru } from './gru';
import { Lstm } from './lstm';

export interface FromTorchOptions {
  /** Between layers, which a state dict does not hold. Default 0. */
  dropout?: number;
}

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
export function lstmFromTorch(state: TorchState, { dropout = 0 }: FromTorchOptions = {}): Lstm {
  const module = { name: 'nn.LSTM', gates: 4, projects: true };
  const sizes = readTorchSizes('lstmFromTorch', state, module);
  const { inSize, hiddenSize, layers, both, bias, projection } = sizes;
  const bidirectional = both ? 'concat' : undefined;
  const rng = random(0);
  const options = { rng, layers, bidirectional, dropout, bias, projection } as const;
  const lstm = new Lstm(inSize, hiddenSize, options);
  const values: Record<string, ArrayValue> = {};
  for (const { suffix, path } of torchCells(sizes)) {
    const value = (name: string) => state[`${name}_${suffix}`] as ArrayValue;
    values[`${path}.input.weight`] = transposed(value('weight_ih'));
    values[`${path}.recurrent.weight`] = transposed(value('weight_hh'));
    if (projection) values[`${path}.projection.weight`] = transposed(value('weight_hr'));
    if (bias) values[`${path}.input.bias`] = sum(value('bias_ih'), value('bias_hh'));
  }
  loadStateDict(lstm, values);
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
export function gruFromTorch(state: TorchState, { dropout = 0 }: FromTorchOptions = {}): Gru {
  const sizes = readTorchSizes('gruFromTorch', state, { name: 'nn.GRU', gates: 3 });
  const { inSize, hiddenSize, layers, both, bias } = sizes;
  const bidirectional = both ? 'concat' : undefined;
  const gru = new Gru(inSize, hiddenSize, { rng: random(0), layers, bidirectional, dropout, bias });
  const values: Record<string, ArrayValue> = {};
  for (const { suffix, path } of torchCells(sizes)) {
    const value = (name: string) => turnUpdate(state[`${name}_${suffix}`] as ArrayValue);
    values[`${path}.input.weight`] = transposed(value('weight_ih'));
    values[`${path}.recurrent.weight`] = transposed(value('weight_hh'));
    if (!bias) continue;
    // The candidate's bias stays apart: the reset gate multiplies one of the two.
    const [ofInput, ofState] = [value('bias_ih'), value('bias_hh')];
    const isCandidate = (i: number) => i >= 2 * hiddenSize;
    const added = ofState.data.map((x, i) => (isCandidate(i) ? 0 : x)) as Float32Array;
    values[`${path}.input.bias`] = sum(ofInput, { ...ofState, data: added });
    const own = ofState.data.slice(2 * hiddenSize) as Float32Array;
    values[`${path}.recurrentBias`] = { data: own, shape: [hiddenSize] };
  }
  loadStateDict(gru, values);
  return gru;
}

function sum(a: ArrayValue, b: ArrayValue): ArrayValue {
  return { data: Float32Array.from(a.data, (x, i) => x + (b.data[i] as number)), shape: a.shape };
}

/** The second third of the rows, z, with the other sign: σ(−x) = 1 − σ(x). */
function turnUpdate({ data, shape }: ArrayValue): ArrayValue {
  const third = data.length / 3;
  const turned = Float32Array.from(data, (x, i) => (i >= third && i < 2 * third ? -x : x));
  return { data: turned, shape };
}

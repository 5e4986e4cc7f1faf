import {
  type ArrayValue,
  type KerasConfig,
  loadStateDict,
  random,
  registerKerasLayer,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GateActivation } from './gate';
import { Gru } from './gru';
import { Lstm } from './lstm';

/** A recurrent layer as Keras calls it: a sequence [batch, time, in] to all of its outputs, or to the last one. */
interface KerasRecurrent<N extends Lstm | Gru> {
  readonly network: N;
  forward(xs: tf.Tensor): tf.Tensor;
}

/** Keras' `LSTM`, for `fromKeras`. */
function lstm(config: KerasConfig): readonly KerasRecurrent<Lstm>[] {
  const { inSize, hiddenSize, bias, gateActivation, kernel, recurrent } = readCommon(config, 4);
  const network = new Lstm(inSize, hiddenSize, { rng: random(0), bias, gateActivation });
  // Keras has the same order: i, f, c, o.
  loadStateDict(network.cells[0], {
    'input.weight': kernel,
    'recurrent.weight': recurrent,
    ...(bias && { 'input.bias': config.kernel('bias', { units: [4 * hiddenSize] }, 1) }),
  });
  return [layerOf(config, network)];
}

/** Keras' `GRU`, for `fromKeras`. */
function gru(config: KerasConfig): readonly KerasRecurrent<Gru>[] {
  const { inSize, hiddenSize, bias, gateActivation, kernel, recurrent } = readCommon(config, 3);
  const resetAfter = config.flag('reset_after', false);
  const options = { rng: random(0), bias, gateActivation, resetAfter };
  const network = new Gru(inSize, hiddenSize, options);
  loadStateDict(network.cells[0], {
    'input.weight': fromKerasOrder(kernel, hiddenSize),
    'recurrent.weight': fromKerasOrder(recurrent, hiddenSize),
    ...(bias && gruBias(config, hiddenSize, resetAfter)),
  });
  return [layerOf(config, network)];
}

function readCommon(config: KerasConfig, gates: number) {
  for (const entry of ['stateful', 'return_state', 'time_major']) config.expect(entry, false);
  for (const entry of ['dropout', 'recurrent_dropout']) config.expect(entry, 0);
  config.expect('activation', 'tanh');
  const hiddenSize = config.integers('units', 1)[0] as number;
  const columns = [gates * hiddenSize];
  const kernel = config.kernel('kernel', { units: columns }, 2);
  const square = { units: [hiddenSize, ...columns] };
  const recurrent = config.kernel('recurrent_kernel', square, 2);
  const inSize = kernel.shape[0] as number;
  // The default of the early Keras that tfjs-layers follows; a file says which.
  const words = ['sigmoid', 'hard_sigmoid', 'hardSigmoid'] as const;
  const word = config.word('recurrent_activation', words, 'hard_sigmoid');
  const gateActivation: GateActivation = word === 'sigmoid' ? 'sigmoid' : 'hardSigmoid';
  const bias = config.flag('use_bias', true);
  return { inSize, hiddenSize, bias, gateActivation, kernel, recurrent };
}

function layerOf<N extends Lstm | Gru>(config: KerasConfig, network: N): KerasRecurrent<N> {
  const all = config.flag('return_sequences', false);
  const back = config.flag('go_backwards', false);
  const forward = (xs: tf.Tensor) =>
    tf.tidy(() => {
      const { outputs, state } = network.forward(back ? tf.reverse(xs, 1) : xs);
      if (all) return outputs;
      const [last] = state as [tf.Tensor | { h: tf.Tensor }];
      return last instanceof tf.Tensor ? last : last.h;
    });
  return { network, forward };
}

/** One bias, or with `reset_after` a row for x W and one for h U, of which only the candidate's stays apart. */
function gruBias(
  config: KerasConfig,
  size: number,
  resetAfter: boolean,
): Record<string, ArrayValue> {
  if (!resetAfter) {
    const bias = config.kernel('bias', { units: [3 * size] }, 1);
    return { 'input.bias': fromKerasOrder(bias, size) };
  }
  const { data } = config.kernel('bias', { units: [2, 3 * size] }, 2);
  const rows = { data: data.slice(0, 3 * size) as Float32Array, shape: [3 * size] };
  for (let i = 0; i < 2 * size; i++) {
    rows.data[i] = (rows.data[i] as number) + (data[3 * size + i] as number);
  }
  const own = data.slice(5 * size) as Float32Array;
  return {
    'input.bias': fromKerasOrder(rows, size),
    recurrentBias: { data: own, shape: [size] },
  };
}

/** The columns z, r, ĥ of Keras as r, z, ĥ, and its update gate, which says how much is kept, turned. */
function fromKerasOrder({ data, shape }: ArrayValue, size: number): ArrayValue {
  const columns = 3 * size;
  const turned = Float32Array.from(data, (x, i) => {
    const column = i % columns;
    const row = i - column;
    if (column < size) return data[row + size + column] as number;
    return column < 2 * size ? -(data[row + column - size] as number) : x;
  });
  return { data: turned, shape };
}

registerKerasLayer('LSTM', lstm);
registerKerasLayer('GRU', gru);

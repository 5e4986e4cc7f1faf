import { type ArrayValue, loadStateDict, random } from '@dl/core';
import type { KerasConfig } from '@dl/core/keras';
import {
  type KerasCell,
  type KerasCellCodec,
  type KerasCellImporter,
  kerasRecurrent,
  kerasRnn,
} from '@dl/rnn/keras';
import type { GateActivation } from './gate';
import { Gru } from './gru';
import { KerasGruCell, KerasLstmCell } from './keras-cells';
import { Lstm } from './lstm';

const STATE = { parts: ['h', 'c'] };

/** Keras' `LSTM` or its cell. */
function lstm(config: KerasConfig): KerasCell {
  const { inSize, hiddenSize, bias, fused, general, kernel, recurrent } = readCommon(config, 4);
  // Keras has the same order: i, f, c, o.
  const values = {
    'input.weight': kernel,
    'recurrent.weight': recurrent,
    ...(bias && { 'input.bias': config.kernel('bias', { units: [4 * hiddenSize] }, 1) }),
  };
  if (fused === undefined) {
    const cell = new KerasLstmCell(inSize, hiddenSize, general);
    loadStateDict(cell, values);
    return { cell, kept: { network: { cells: [cell] } }, ...STATE };
  }
  const network = new Lstm(inSize, hiddenSize, fused);
  const [cell] = network.cells as [(typeof network.cells)[number]];
  loadStateDict(cell, values);
  return { cell, kept: { network }, ...STATE };
}

/** Keras' `GRU` or its cell. */
function gru(config: KerasConfig): KerasCell {
  const { inSize, hiddenSize, bias, fused, general, kernel, recurrent } = readCommon(config, 3);
  const resetAfter = config.flag('reset_after', false);
  if (fused === undefined) {
    const cell = new KerasGruCell(inSize, hiddenSize, { ...general, resetAfter });
    const own = { 'input.weight': kernel, 'recurrent.weight': recurrent };
    loadStateDict(cell, { ...own, ...(bias && generalBias(config, hiddenSize, resetAfter)) });
    return { cell, kept: { network: { cells: [cell] } } };
  }
  const network = new Gru(inSize, hiddenSize, { ...fused, resetAfter });
  const [cell] = network.cells as [(typeof network.cells)[number]];
  loadStateDict(cell, {
    'input.weight': fromKerasOrder(kernel, hiddenSize),
    'recurrent.weight': fromKerasOrder(recurrent, hiddenSize),
    ...(bias && gruBias(config, hiddenSize, resetAfter)),
  });
  return { cell, kept: { network } };
}

function readCommon(config: KerasConfig, gates: number) {
  const hiddenSize = config.integer('units');
  const columns = [gates * hiddenSize];
  const kernel = config.kernel('kernel', { units: columns }, 2);
  const recurrent = config.kernel('recurrent_kernel', { units: [hiddenSize, ...columns] }, 2);
  const inSize = kernel.shape[0] as number;
  const activate = config.activation('activation', 'tanh');
  // The default of the early Keras that tfjs-layers follows; a file says which.
  const gate = config.activation('recurrent_activation', 'hard_sigmoid');
  const bias = config.flag('use_bias', true);
  const gateActivation = gateOf(config);
  const plain = (config.value('activation') ?? 'tanh') === 'tanh' && gateActivation !== undefined;
  const rng = random(0);
  const fused = plain ? { rng, bias, gateActivation } : undefined;
  const general = { rng, bias, activate, gate };
  return { inSize, hiddenSize, bias, fused, general, kernel, recurrent };
}

/** The activation of the gates, if the kernels have it. */
function gateOf(config: KerasConfig): GateActivation | undefined {
  const word = config.value('recurrent_activation') ?? 'hard_sigmoid';
  if (word === 'sigmoid') return word;
  const hard = word === 'hard_sigmoid' || word === 'hardSigmoid';
  return hard && config.version < 3 ? 'hardSigmoid' : undefined;
}

/** The bias as it is: one, or with `reset_after` one for x W and one for h U. */
function generalBias(
  config: KerasConfig,
  size: number,
  resetAfter: boolean,
): Record<string, ArrayValue> {
  if (!resetAfter) return { 'input.bias': config.kernel('bias', { units: [3 * size] }, 1) };
  const { data } = config.kernel('bias', { units: [2, 3 * size] }, 2);
  const shape = [3 * size];
  return {
    'input.bias': { data: data.slice(0, 3 * size), shape },
    'recurrent.bias': { data: data.slice(3 * size), shape },
  };
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

function codecOf(kind: 'LSTM' | 'GRU', make: KerasCellImporter): KerasCellCodec {
  return {
    layers: {
      [kind]: (config) => {
        const made = make(config);
        return [kerasRecurrent(config, [made], made.kept)];
      },
      RNN: kerasRnn,
    },
    cells: { [`${kind}Cell`]: make },
  };
}

/** `LSTM`, `LSTMCell` and `RNN`, for the option `layers` of `fromKeras`. */
export const lstmKeras: KerasCellCodec = /* @__PURE__ */ codecOf('LSTM', lstm);
/** `GRU`, `GRUCell` and `RNN`, likewise. */
export const gruKeras: KerasCellCodec = /* @__PURE__ */ codecOf('GRU', gru);

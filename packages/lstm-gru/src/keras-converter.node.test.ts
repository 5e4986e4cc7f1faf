import { stateDict } from '@dl/core';
import { fromKeras as read } from '@dl/core/keras';
import { rnnKeras } from '@dl/rnn/keras';
import { expectHardened, type KerasFileLayer, kerasFile, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gruKeras, lstmKeras } from './keras';

const layersOf = { layers: [rnnKeras, lstmKeras, gruKeras] };
const fromKeras = (artifacts: tf.io.ModelArtifacts) => read(artifacts, layersOf);

const GATES = { LSTM: 4, GRU: 3, SimpleRNN: 1 } as const;
type Kind = keyof typeof GATES;

/** The shapes of a recurrent layer's weights, under the names that `named` gives them. */
function shapes(
  kind: Kind,
  inSize: number,
  units: number,
  named: (short: string, i: number) => string,
) {
  const columns = GATES[kind] * units;
  const bias = kind === 'GRU' ? [2, columns] : [columns];
  return {
    [named('kernel', 0)]: [inSize, columns],
    [named('recurrent_kernel', 1)]: [units, columns],
    [named('bias', 2)]: bias,
  };
}

const config = (kind: Kind, name: string, more: object = {}) => ({
  name,
  units: 4,
  return_sequences: false,
  activation: 'tanh',
  ...(kind !== 'SimpleRNN' && { recurrent_activation: 'sigmoid' }),
  ...(kind === 'GRU' && { reset_after: true }),
  ...more,
});
const layer = (
  kind: Kind,
  name: string,
  named: (short: string, i: number) => string,
  more: object = {},
): KerasFileLayer => ({
  kind,
  config: config(kind, name, more),
  weights: shapes(kind, 3, 4, named),
});
const cellOf = (kind: Kind) =>
  kind === 'SimpleRNN' ? 'simple_rnn_cell' : `${kind.toLowerCase()}_cell`;
const xs = () => seededTensor([2, 5, 3], 9);
const run = (layers: readonly KerasFileLayer[], options: object = {}) =>
  fromKeras(kerasFile(layers, options)).forward(xs());

/*
 * Names by the rules of Keras and its converter (keras_h5_conversion.py: names of the HDF5 file without ":0", or its groups'
 * paths for .keras files): none is written by tfjs-layers.
 */
describe.each(['LSTM', 'GRU', 'SimpleRNN'] as const)('%s by the names of each writer', (kind) => {
  const cell = cellOf(kind);
  test.each<[string, (short: string, i: number) => string]>([
    ['of the cell', (short) => `a/${cell}/${short}`],
    ['of the cell, counted', (short) => `a/${cell}_58/${short}`],
    ['of the model and the cell', (short) => `sequential/a/${cell}/${short}`],
    ['of another scope', (short) => `model/a/${cell}_1/${short}`],
    ['counted', (short) => `a_1/${short}`],
    [
      'of a .keras file of Keras 2',
      (_, i) =>
        `_layer_checkpoint_dependencies/${kind === 'SimpleRNN' ? 'simple_rnn' : kind.toLowerCase()}/cell/vars/${i}`,
    ],
    [
      'of a .keras file of Keras 3',
      (_, i) => `layers/${kind === 'SimpleRNN' ? 'simple_rnn' : kind.toLowerCase()}/cell/vars/${i}`,
    ],
    ['by number', (_, i) => `a/${i}`],
  ])('%s', (_, named) => {
    const wanted = run([layer(kind, 'a', (short) => `a/${short}`)]);
    expect(run([layer(kind, 'a', named)])).toBeClose(wanted);
  });

  test('two of them do not take each other’s', () => {
    const two = (named: (name: string, i: number) => (short: string, at: number) => string) => {
      const first = layer(kind, 'a', named('a', 0), { return_sequences: true });
      const second = {
        ...layer(kind, 'a_1', named('a_1', 1)),
        weights: shapes(kind, 4, 4, named('a_1', 1)),
      };
      return [first, second];
    };
    const wanted = run(two((name) => (short) => `${name}/${short}`));
    expect(run(two((name, i) => (short) => `${name}/${cell}_${i}/${short}`))).toBeClose(wanted);
    expect(run(two((name) => (short) => `sequential/${name}/${cell}/${short}`))).toBeClose(wanted);
    expect(run(two((name) => (short) => `${name}_2/${short}`))).toBeClose(wanted);
    const saved = kind === 'SimpleRNN' ? 'simple_rnn' : kind.toLowerCase();
    const byNumber = two((_, i) => (__, at) => `layers/${saved}${i ? '_1' : ''}/cell/vars/${at}`);
    expect(run(byNumber)).toBeClose(wanted);
  });

  test('in Bidirectional', () => {
    const both = (
      forward: (short: string, i: number) => string,
      backward: typeof forward,
      name = 'b_19',
    ): KerasFileLayer => ({
      kind: 'Bidirectional',
      config: {
        name,
        merge_mode: 'concat',
        layer: { class_name: kind, config: config(kind, 'r_19', { return_sequences: true }) },
      },
      weights: { ...shapes(kind, 3, 4, forward), ...shapes(kind, 3, 4, backward) },
    });
    const model = fromKeras(
      kerasFile([
        both(
          (s) => `b_19/forward_r_19/${s}`,
          (s) => `b_19/backward_r_19/${s}`,
        ),
      ]),
    );
    const wanted = model.forward(xs());
    // Keras' rule: the second one from behind, its outputs turned.
    const single = (more: object, own: 0 | 1) => {
      const file = both(
        (s) => `b_19/f/${s}`,
        (s) => `b_19/g/${s}`,
      );
      const values = Object.entries(file.weights ?? {});
      const all = kerasFile([file]);
      const data = new Float32Array(all.weightData as ArrayBuffer);
      const half = data.length / 2;
      const part = kerasFile([
        layer(kind, 'a', (s) => `a/${s}`, { return_sequences: true, ...more }),
      ]);
      expect(values.length).toBe(6);
      return fromKeras({
        ...part,
        weightData: data.slice(own * half, (own + 1) * half).buffer,
      }).forward(xs());
    };
    const back = tf.reverse(single({ go_backwards: true }, 1), 1);
    expect(wanted).toBeClose(tf.concat([single({}, 0), back], 2));
    for (const [forward, backward] of [
      [`b_19/forward_r_19/${cell}_58`, `b_19/backward_r_19/${cell}_59`],
      [`sequential/b_19/forward_r_19/${cell}`, `sequential/b_19/backward_r_19/${cell}`],
      ['forward_r_19', 'backward_r_19'],
    ]) {
      const y = run([
        both(
          (s) => `${forward}/${s}`,
          (s) => `${backward}/${s}`,
        ),
      ]);
      expect(y).toBeClose(wanted);
    }
    const byNumber = both(
      (_, i) => `layers/bidirectional/forward_layer/cell/vars/${i}`,
      (_, i) => `layers/bidirectional/backward_layer/cell/vars/${i}`,
    );
    expect(run([byNumber])).toBeClose(wanted);
  });

  test('as the cell of an RNN, and in a stack of cells', () => {
    const one = (name: string) => ({ class_name: `${kind}Cell`, config: config(kind, name) });
    const rnn = (named: (s: string, i: number) => string): KerasFileLayer => ({
      kind: 'RNN',
      config: { name: 'a', return_sequences: false, cell: one(cell) },
      weights: shapes(kind, 3, 4, named),
    });
    const wanted = run([layer(kind, 'a', (s) => `a/${s}`)]);
    for (const named of [
      (s: string) => `a/${cell}/${s}`,
      (s: string) => `a/${s}`,
      (s: string) => `sequential/a/${cell}/${s}`,
      (_: string, i: number) => `layers/rnn/cell/vars/${i}`,
    ]) {
      expect(run([rnn(named)])).toBeClose(wanted);
    }
    const stack = (named: (n: number, s: string, i: number) => string): KerasFileLayer => ({
      kind: 'RNN',
      config: {
        name: 'a',
        cell: {
          class_name: 'StackedRNNCells',
          config: { name: 'stacked_rnn_cells', cells: [one(cell), one(`${cell}_1`)] },
        },
      },
      weights: {
        ...shapes(kind, 3, 4, (s, i) => named(0, s, i)),
        ...shapes(kind, 4, 4, (s, i) => named(1, s, i)),
      },
    });
    const above = run([
      layer(kind, 'a', (s) => `a/${s}`, { return_sequences: true }),
      { ...layer(kind, 'c', (s) => `c/${s}`), weights: shapes(kind, 4, 4, (s) => `c/${s}`) },
    ]);
    const counted = (n: number) => (n ? '_1' : '');
    expect(run([stack((n, s) => `a/stacked_rnn_cells/${cell}${counted(n)}/${s}`)])).toBeClose(
      above,
    );
    expect(run([stack((n, s) => `a/${cell}${counted(n)}/${s}`)])).toBeClose(above);
    expect(
      run([stack((n, _, i) => `layers/rnn/cell/cells/${cell}${counted(n)}/vars/${i}`)]),
    ).toBeClose(above);
  });

  test('every value changed into hostile ones', () => {
    const refusal = (error: Error) =>
      error.name === 'KerasError' && /expected .*, got /s.test(error.message);
    const more = {
      dropout: 0.1,
      recurrent_dropout: 0.1,
      go_backwards: true,
      stateful: false,
      use_bias: true,
    };
    const plain = layer(kind, 'a', (s) => `a/${cell}/${s}`, more);
    const inner = { class_name: kind, config: config(kind, 'r') };
    const both: KerasFileLayer = {
      kind: 'Bidirectional',
      config: { name: 'a', merge_mode: 'sum', layer: inner },
      weights: {
        ...shapes(kind, 3, 4, (s) => `a/forward_r/${s}`),
        ...shapes(kind, 3, 4, (s) => `a/backward_r/${s}`),
      },
    };
    for (const own of [plain, both]) {
      const { runs, refused, slowest } = expectHardened(kerasFile([own]), xs(), fromKeras, refusal);
      expect(refused).toBeGreaterThan(runs / 3);
      expect(slowest).toBeLessThan(3000); // a second, on a machine with more to do
    }
  });
});

test('weights keep the names that they have here', () => {
  const names = Object.keys(
    stateDict(fromKeras(kerasFile([layer('LSTM', 'a', (s) => `a/lstm_cell/${s}`)]))),
  );
  expect(names).toEqual([
    'layers.a.network.cells.0.input.weight',
    'layers.a.network.cells.0.input.bias',
    'layers.a.network.cells.0.recurrent.weight',
  ]);
});

import { random } from '@dl/core';
import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Cell } from './cell';
import { RnnCell } from './rnn-cell';
import { unroll } from './unroll';

test('a kernel whose outputs are refused loses what it has made, and nothing else', () => {
  const xs = seededTensor<tf.Tensor3D>([2, 4, 3], 1);
  const state = { h: tf.zeros([2, 5]), c: tf.zeros([2, 5]), w: tf.zeros([2, 5]) };
  const weight = tf.tidy(() => tf.variable(tf.zeros([2, 5])));
  const constant = tf.zeros([2, 5]);
  let kept: tf.Tensor | undefined;
  const cell = {
    inSize: 3,
    outSize: 5,
    zeroState: () => state,
    step: (_x: tf.Tensor, own: typeof state) => own,
    output: ({ h }: typeof state) => h,
    sequence: () => {
      kept ??= tf.keep(tf.zeros([2, 5]));
      return { outputs: xs, state: { ...state, c: constant, w: weight, k: kept, n: tf.ones([3]) } };
    },
  } as unknown as Cell<typeof state>;
  const run = () => {
    expect(() => unroll(cell, xs, { state } as never)).toThrow(
      'unroll: cell.sequence: expected [2, 4, 5], got [2, 4, 3]',
    );
  };
  run();
  const { numTensors } = tf.memory();
  run();
  expect(tf.memory().numTensors).toBe(numTensors);
  for (const own of [xs, ...Object.values(state), weight, constant, kept as unknown as tf.Tensor]) {
    expect(own.isDisposed).toBe(false);
  }
  kept?.dispose();
});

const custom = (made: (state: tf.Tensor | undefined) => object) =>
  ({
    inSize: 3,
    outSize: 5,
    zeroState: (batch: number) => tf.zeros([batch, 5]),
    step: (_x: tf.Tensor, own: tf.Tensor) => own,
    output: (own: tf.Tensor) => own,
    sequence: (_xs: tf.Tensor, state: tf.Tensor | undefined) => made(state),
  }) as unknown as Cell;
const outputs = () => tf.zeros<tf.Rank.R3>([2, 4, 5]);

test.each<[string, () => object, string]>([
  [
    'a state of another shape',
    () => ({ outputs: outputs(), state: tf.zeros([1, 1]) }),
    ': state: expected [2, 5], got [1, 1]',
  ],
  ['no state', () => ({ outputs: outputs() }), ': state: expected a tensor [2, 5], got undefined'],
  [
    'whole numbers',
    () => ({ outputs: tf.zeros([2, 4, 5], 'int32'), state: tf.zeros([2, 5]) }),
    ': expected dtype float32, got int32',
  ],
  ['a promise', async () => ({}), ': expected a tensor [2, 4, 5], got undefined'],
])('a kernel that gives %s is refused', async (_, made, message) => {
  const xs = seededTensor<tf.Tensor3D>([2, 4, 3], 1);
  await expectRefusal(() => unroll(custom(made), xs), `unroll: cell.sequence${message}`);
});

test('a kernel may give the state back that it was given: the caller gets one of its own', () => {
  const [xs, state] = [seededTensor<tf.Tensor3D>([2, 4, 3], 1), tf.ones<tf.Rank.R2>([2, 5])];
  const result = unroll(
    custom((own) => ({ outputs: outputs(), state: own })),
    xs,
    { state },
  );
  tf.dispose([result.outputs, result.state]);
  expect(state).toBeClose(tf.ones([2, 5]));
});

test('a cell whose sizes were written to after a run is refused: its kernel would go by them', async () => {
  const cell = new RnnCell(3, 4, { rng: random(1) });
  unroll(cell, seededTensor([2, 5, 3], 1));
  Object.assign(cell, { inSize: 300 });
  const xs = seededTensor<tf.Tensor3D>([2, 5, 300], 1);
  await expectRefusal(
    () => unroll(cell, xs),
    /expected \[300, 4\], got \[3, 4\]|expected \[\.\.\., 3\]/,
  );
});

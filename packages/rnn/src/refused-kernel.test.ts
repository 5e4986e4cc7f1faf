import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Cell } from './cell';
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

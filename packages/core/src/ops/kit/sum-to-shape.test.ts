import { expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { sumToShape } from './sum-to-shape';

test('sumToShape sums what was broadcast', () => {
  tf.tidy(() => {
    const x = seededTensor([2, 3, 5, 7]);
    const cases: [number[], tf.Tensor][] = [
      [[5, 7], tf.sum(x, [0, 1])],
      [[3, 1, 7], tf.sum(tf.sum(x, 0), 1, true)],
      [[2, 1, 5, 1], tf.sum(x, [1, 3], true)],
      [[1, 1, 1, 1], tf.reshape(tf.sum(x), [1, 1, 1, 1])],
      [[], tf.sum(x)],
    ];
    for (const [shape, wanted] of cases) expect(sumToShape(x, shape)).toBeClose(wanted);
    expect(sumToShape(x, [2, 3, 5, 7])).toBe(x);
    const ones = tf.ones([1, 3]);
    expect(sumToShape(ones, [1, 1])).toBeClose([[3]]);
  });
});

test('sumToShape leaves its result only', async () => {
  const x = seededTensor([2, 3]);
  await expectNoLeaks(() => sumToShape(x, [1, 3]).dispose());
  x.dispose();
});

import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { flatten } from './flatten';

describe('flatten', () => {
  test('makes one axis of all but the first', () => {
    const x = seededTensor([2, 3, 5, 7]);
    expect(flatten(x).shape).toEqual([2, 105]);
    expect(flatten(x)).toBeClose(tf.reshape(x, [2, 105]));
    expect(flatten(seededTensor([3])).shape).toEqual([3, 1]);
  });

  test('hands its gradient on', async () => {
    const weights = seededTensor([2, 15], 2);
    await expectGradients(
      (x: tf.Tensor) => tf.sum(tf.mul(tf.square(flatten(x)), weights)) as tf.Scalar,
      [seededTensor([2, 3, 5])],
    );
  });

  test('leaves its result only', async () => {
    const x = seededTensor([2, 3, 5]);
    await expectNoLeaks(() => flatten(x).dispose());
    expect(x.isDisposed).toBe(false);
  });

  test('refuses a scalar', async () => {
    const scalar = tf.scalar(1);
    await expectRefusal(() => flatten(scalar), 'flatten: x: expected [..., features], got []');
  });
});

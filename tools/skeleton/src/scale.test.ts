import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { scale } from './scale';

describe('scale', () => {
  test('keeps the shape', () => {
    const shape = tf.tidy(() => scale(tf.ones([3, 5]), 2).shape);
    expect(shape).toEqual([3, 5]);
  });

  test('multiplies every element', async () => {
    const y = tf.tidy(() => scale(tf.tensor1d([1, 2, 3]), 2));
    expect([...(await y.data())]).toEqual([2, 4, 6]);
    y.dispose();
  });
});

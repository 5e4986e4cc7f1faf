import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { rescale } from './rescale';

describe('rescale', () => {
  test('keeps the shape', () => {
    const shape = tf.tidy(() => rescale(tf.ones([3, 5]), 2).shape);
    expect(shape).toEqual([3, 5]);
  });

  test('multiplies every element', async () => {
    const y = tf.tidy(() => rescale(tf.tensor2d([[1, 2, 3]]), 2));
    expect([...(await y.data())]).toEqual([2, 4, 6]);
    y.dispose();
  });

  test('refuses another rank', () => {
    expect(() => rescale(tf.ones([3]) as never, 2)).toThrow(
      'rescale: x: expected [batch, features]',
    );
  });
});

import {
  expectGradients,
  expectNoLeaks,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { scale } from './scale';

describe('scale', () => {
  test('multiplies each element, of any shape', async () => {
    expect(await scale(tf.tensor2d([[1, -2, 0.5]]), -3).array()).toEqual([[-3, 6, -1.5]]);
    expect(await scale(tf.scalar(4), 0.5).array()).toBe(2);
    expect(scale(seededTensor([2, 3, 5, 7]), 2).shape).toEqual([2, 3, 5, 7]);
  });

  test('lets NaN and infinities through', async () => {
    const y = await scale(tf.tensor1d([Number.NaN, Infinity, -Infinity]), 2).data();
    expect([...y]).toEqual([Number.NaN, Infinity, -Infinity]);
  });

  test('has the gradient of its factor', async () => {
    await expectGradients((x) => scale(x as tf.Tensor, -1.7), [seededTensor([3, 5])]);
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() => scale(seededTensor([3, 17]), 0.3));
  });

  test('refuses what is no number, and leaves nothing behind', async () => {
    const x = tf.tensor1d([1]);
    const before = tf.memory().numTensors;
    expect(() => scale(x, Number.NaN)).toThrow('scale: factor: expected a finite number, got NaN');
    expect(tf.memory().numTensors).toBe(before);
    await expectNoLeaks(() => scale(x, 2).dispose());
  });
});

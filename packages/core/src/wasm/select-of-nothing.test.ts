import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';

describe.runIf(backendName === 'wasm')('tf.where with an empty axis in one of the three', () => {
  test.each([
    [[0, 2], [2], [2]],
    [[0, 2], [1, 2], []],
    [[2], [0, 2], [2]],
    [[2], [2], [0, 2]],
    [[1], [0, 3], [3]],
    [[3, 1], [0], [1]],
    [
      [1, 2],
      [2, 2],
      [0, 1, 1],
    ],
  ])('of shapes %j, %j and %j is empty', (condition, a, b) => {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const y = tf.where(tf.ones(condition, 'bool'), tf.ones(a, dtype), tf.zeros(b, dtype));
      const sum = tf.add(tf.add(tf.zeros(condition), tf.zeros(a)), tf.zeros(b));
      expect(y.shape).toEqual(sum.shape);
      expect([y.size, y.dtype]).toEqual([0, dtype]);
      expect(y.dataSync().length).toBe(0);
    }
  });
});

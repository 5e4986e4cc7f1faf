import { backendName, expectNoLeaks, expectSameOnEveryBackend, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { setup } from '../backend/setup';

describe('tfjs on our kernels', () => {
  test('matMul in all transposes, with leading axes', async () => {
    await expectSameOnEveryBackend(() => {
      const results: tf.Tensor[] = [];
      for (const [m, k, n] of [
        [3, 5, 7],
        [17, 1, 33],
        [1, 33, 1],
      ] as const) {
        for (const [ta, tb] of [
          [false, false],
          [false, true],
          [true, false],
          [true, true],
        ]) {
          const a = seededTensor(ta ? [2, k, m] : [2, m, k], 1);
          const b = seededTensor(tb ? [2, n, k] : [2, k, n], 2);
          results.push(tf.matMul(a, b, ta, tb));
          const flat = tf.slice(b, [0, 0, 0], [1, -1, -1]);
          results.push(tf.matMul(a, flat, ta, tb));
        }
      }
      return results;
    });
  });

  // On WebGPU tfjs gives what the buffer held before.
  test.skipIf(backendName === 'webgpu')('matMul over nothing is 0', () => {
    expect(tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3]))).toBeClose(tf.zeros([2, 3]));
  });

  test('matMul of nothing is nothing', () => {
    expect(tf.matMul(tf.zeros([0, 2]), tf.ones([2, 3])).shape).toEqual([0, 3]);
    expect(tf.matMul(tf.ones([3, 2]), tf.zeros([2, 0])).shape).toEqual([3, 0]);
  });

  test('what does not fit is still refused', () => {
    expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow('inner shapes');
  });

  test('tanh, exp and log of floats, whole numbers and nothing', async () => {
    await expectSameOnEveryBackend(() => {
      const x = tf.add(seededTensor([3, 17], 1, 2), 2.5);
      return [tf.tanh(x), tf.exp(x), tf.log(x)];
    });
    expect(tf.exp(tf.zeros([0, 3])).shape).toEqual([0, 3]);
    expect(tf.exp(tf.zeros([3], 'int32') as tf.Tensor)).toBeClose([1, 1, 1]);
  });

  test('a clone shares the data, and outlives its source', () => {
    const x = seededTensor([5], 1);
    const { numDataBuffers, numTensors } = tf.memory();
    const copy = tf.clone(x);
    expect(tf.memory().numTensors).toBe(numTensors + 1);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    x.dispose();
    expect(copy).toBeClose(seededTensor([5], 1));
    expect(tf.add(copy, copy)).toBeClose(seededTensor([5], 1, 2));
    copy.dispose();
    expect(tf.memory().numDataBuffers).toBeLessThan(numDataBuffers + 3);
  });

  test('set up again, nothing is replaced twice', async () => {
    await setup({ backend: 'wasm' });
    const kernel = tf.getKernel(tf.BatchMatMul, 'wasm');
    await setup({ backend: 'wasm' });
    expect(tf.getKernel(tf.BatchMatMul, 'wasm')).toBe(kernel);
    await setup({ backend: backendName });
  });

  test('leaves its results only', async () => {
    const [a, b] = [seededTensor([2, 3, 5]), seededTensor([2, 3, 7], 2)];
    await expectNoLeaks(() => tf.matMul(a, b, true).dispose());
    await expectNoLeaks(() => tf.dispose([tf.tanh(a), tf.exp(a), tf.clone(b)]));
  });
});

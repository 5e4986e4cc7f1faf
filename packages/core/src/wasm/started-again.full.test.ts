import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { setup } from '../backend/setup';
import { where } from '../ops/shape/where';
import { wasmBackend } from './registry';

test('a backend that is removed and set up again runs tfjs’s kernels in its own memory', async () => {
  await setup({ backend: 'wasm' });
  const first = wasmBackend();
  tf.removeBackend('wasm');
  await setup({ backend: 'wasm' });
  expect(wasmBackend()).not.toBe(first);
  const x = tf.tensor1d([1, 2, 3]);
  expect(await where(tf.greater(x, 1), x, tf.zerosLike(x)).array()).toEqual([0, 2, 3]);
  expect(await tf.clipByValue(tf.tensor1d([1, 2, 3], 'int32'), 2, 2).array()).toEqual([2, 2, 2]);
  expect(await tf.exp(tf.tensor1d([0, 1], 'int32')).array()).toHaveLength(2);
  expect(await tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).array()).toEqual([
    [2, 2],
    [2, 2],
  ]);
});

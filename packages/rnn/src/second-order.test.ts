import { random } from '@dl/core';
import { readValues, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { RnnCell } from './rnn-cell';
import { unroll } from './unroll';

test('a gradient of a gradient goes through the steps, where the kernel has none', async () => {
  const cell = new RnnCell(2, 3, { rng: random(1) });
  const xs = seededTensor<tf.Tensor3D>([2, 4, 2], 5);
  const along = seededTensor<tf.Tensor3D>([2, 4, 2], 6);
  const f = (x: tf.Tensor) => tf.sum(tf.square(unroll(cell, x).outputs)) as tf.Scalar;
  const slope = (x: tf.Tensor) => tf.sum(tf.mul(tf.grad(f)(x), along)) as tf.Scalar;
  const exact = tf.grad(slope)(xs);
  const h = 1e-2;
  const beside = (way: number) => tf.grad(f)(tf.add(xs, tf.mul(along, way * h)));
  const numeric = tf.div(tf.sub(beside(1), beside(-1)), 2 * h);
  expect(await readValues(exact)).toBeClose(await readValues(numeric), { absolute: 5e-3 });
});

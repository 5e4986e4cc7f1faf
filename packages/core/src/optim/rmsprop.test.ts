import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { rmsprop } from './rmsprop';

// E[g²] − E[g]² of gradients that hardly change is rounded below 0 after some thousand steps.
test('centered never takes the root of less than 0', async () => {
  const gradient = tf.linspace(0.1, 3, 64);
  const parameter = tf.variable(tf.zeros([64]));
  const optimizer = rmsprop({ learningRate: 1e-12, centered: true });
  for (let step = 0; step < 3000; step++) optimizer.update(new Map([[parameter, gradient]]));
  const values = await parameter.data();
  expect(values.every(Number.isFinite)).toBe(true);
  optimizer.dispose();
});

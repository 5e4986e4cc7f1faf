import { detach, parameters, random, valueAndGrads } from '@dl/core';
import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { RnnCell } from './rnn-cell';
import { unroll } from './unroll';
import { windows } from './windows';

test('truncated backpropagation: the gradient is that of the last window alone', async () => {
  const cell = new RnnCell(3, 5, { rng: random(1) });
  const xs = seededTensor<tf.Tensor3D>([2, 7, 3], 1);
  const pieces = windows(7, 3).map(({ start, end }) =>
    tf.slice(xs, [0, start, 0], [-1, end - start, -1]),
  );
  const weights = parameters(cell);
  const run = (carry: (state: tf.Tensor2D) => tf.Tensor2D) =>
    valueAndGrads(() => {
      let state = cell.zeroState(2);
      for (const piece of pieces) state = unroll(cell, piece, { state: carry(state) }).state;
      return tf.sum(tf.square(state)) as tf.Scalar;
    }, weights);
  const before = unroll(cell, tf.concat(pieces.slice(0, -1), 1)).state;
  const alone = valueAndGrads(() => {
    const { state } = unroll(cell, pieces.at(-1) as tf.Tensor3D, { state: before });
    return tf.sum(tf.square(state)) as tf.Scalar;
  }, weights);
  const [truncated, whole] = [run(detach), run((state) => state)];
  expect(truncated.value).toBeClose(whole.value);
  for (const weight of weights) {
    const gradient = truncated.grads.get(weight) as tf.Tensor;
    expect(gradient).toBeClose(alone.grads.get(weight) as tf.Tensor, { absolute: 1e-6 });
    const other = tf.sub(gradient, whole.grads.get(weight) as tf.Tensor);
    expect(Math.max(...(await tf.abs(other).data()))).toBeGreaterThan(1e-3);
  }
});

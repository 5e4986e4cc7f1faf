import { backendName, expectSameOnEveryBackend, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { dropout } from '../ops/noise/dropout';
import { random } from '../random/random';
import { valueAndGrads } from '../tape/value-and-grads';

const OPS = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  squaredDifference: tf.squaredDifference,
};

// tfjs's webgpu backend has no more than six.
describe.skipIf(backendName === 'webgpu')('over six axes', () => {
  test.each(Object.entries(OPS))('%s is as over one', async (_, op) => {
    const [a, b] = [seededTensor([72], 1), tf.add(3, seededTensor([72], 2))];
    const shape = [1, 2, 1, 3, 2, 1, 3, 2];
    const many = op(tf.reshape(a, shape), tf.reshape(b, shape));
    expect(many.shape).toEqual(shape);
    expect(tf.reshape(many, [72])).toBeClose(op(a, b));
  });

  test.each(Object.entries(OPS))('%s broadcasts as over few', async (_, op) => {
    const [a, b] = [seededTensor([6, 1, 5], 1), tf.add(3, seededTensor([4, 1], 2))];
    const wide = op(tf.reshape(a, [1, 2, 3, 1, 1, 1, 5]), tf.reshape(b, [1, 2, 2, 1, 1]));
    expect(wide.shape).toEqual([1, 2, 3, 2, 2, 1, 5]);
    expect(tf.reshape(wide, [6, 4, 5])).toBeClose(op(a, b));
    const scalar = op(tf.reshape(a, [1, 2, 1, 3, 1, 1, 5]), tf.scalar(2));
    expect(tf.reshape(scalar, [30])).toBeClose(op(tf.reshape(a, [30]), tf.scalar(2)));
  });

  test('what core builds on them', async () => {
    const shape = [1, 1, 2, 1, 1, 1, 3];
    const x = tf.variable(tf.ones(shape));
    const { grads } = valueAndGrads(() => tf.add(tf.sum(x), tf.sum(tf.mul(x, 2))), [x]);
    expect(grads.get(x) as tf.Tensor).toBeClose(tf.fill(shape, 3));
    const kept = dropout(tf.ones(shape), { rate: 0.5, rng: random(1) });
    expect(await tf.reshape(kept, [6]).data()).toEqual(
      await dropout(tf.ones([6]), { rate: 0.5, rng: random(1) }).data(),
    );
  });
});

test('six axes are as on every backend', async () => {
  await expectSameOnEveryBackend(() => [
    tf.add(seededTensor([1, 2, 1, 3, 1, 2], 1), seededTensor([2, 1, 3, 1, 2, 1], 2)),
  ]);
});

import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../check/shape';
import { logSoftmax, softmax } from './softmax';

const OPS = { softmax, logSoftmax };
const NAMES = Object.keys(OPS) as (keyof typeof OPS)[];
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

// y = torch.softmax(x, -1), torch.log_softmax(x, -1); (y * seeded([2, 5], 2)).sum().backward(), with
// x = seeded([2, 5], 1, 4):
const GOLDEN = {
  softmax: {
    y: [
      ...[0.0181652, 0.052564, 0.154749, 0.770417, 0.00410504],
      ...[0.0251589, 0.643658, 0.112008, 0.00149333, 0.217681],
    ],
    dx: [
      ...[-0.0143648, -0.0181095, -0.137196, 0.168974, 0.000696003],
      ...[-0.0112477, -0.173739, 0.029476, 0.000550879, 0.15496],
    ],
  },
  logSoftmax: {
    y: [
      ...[-4.00824, -2.94572, -1.86595, -0.260823, -5.49554],
      ...[-3.68254, -0.440588, -2.18918, -6.50675, -1.52472],
    ],
    dx: [
      ...[-0.520671, -0.0637224, -0.574027, 0.723126, 0.435295],
      ...[-0.741252, 0.0330215, 0.0528217, 0.0518585, 0.60355],
    ],
  },
};

describe.each(NAMES)('%s', (name) => {
  const f = OPS[name];

  test('keeps the shape, of any rank from 1', () => {
    for (const shape of [[2], [2, 3], [2, 3, 5, 7]]) {
      expect(f(tf.zeros(shape)).shape).toEqual(shape);
    }
  });

  test('golden numbers and gradients', () => {
    const x = seededTensor([2, 5], 1, 4);
    expect(f(x)).toBeClose(GOLDEN[name].y);
    expect(tf.grad(f)(x, seededTensor([2, 5], 2))).toBeClose(GOLDEN[name].dx);
  });

  test.each([1, 3, 5, 7, 17, 33])('is exp(x) / Σ exp(x) over %i classes', (classes) => {
    const x = seededTensor([3, classes], classes, 3);
    const exps = tf.exp(x);
    const shares = tf.div(exps, tf.sum(exps, -1, true));
    expect(f(x)).toBeClose(name === 'softmax' ? shares : tf.log(shares));
    const row = seededTensor([classes], 1);
    expect(f(row)).toBeClose(tf.reshape(f(tf.reshape(row, [1, classes])), [classes]));
  });

  test('one class has all', () => {
    expect(f(tf.tensor([-7, 0, 1e30], [3, 1]))).toBeClose(
      Array(3).fill(name === 'softmax' ? 1 : 0),
    );
  });

  test('does not depend on what is added to a whole row', () => {
    const x = seededTensor([3, 7], 1);
    expect(f(tf.add(x, 100))).toBeClose(f(x), { absolute: 1e-4 });
  });

  test('huge values and −∞', () => {
    const rows = [
      [3e38, -3e38, 3e38],
      [-3e38, -inf, -inf],
      [1000, 0, -inf],
    ];
    const shares = [
      [0.5, 0, 0.5],
      [1, 0, 0],
      [1, 0, 0],
    ];
    const half = Math.log(0.5);
    const logs = [
      [half, -inf, half],
      [0, -inf, -inf],
      [0, -1000, -inf],
    ];
    expect(f(tf.tensor(rows))).toBeClose(name === 'softmax' ? shares : logs);
  });

  // A GPU may take NaN for a number.
  test.skipIf(backendName === 'webgpu')('NaN, +∞ and nothing but −∞ make their row NaN', () => {
    const y = f(
      tf.tensor([
        [0, nan, 1],
        [0, 1, inf],
        [-inf, -inf, -inf],
        [0, 0, 0],
      ]),
    ).dataSync();
    expect([...y.subarray(0, 9)].filter((value) => !Number.isNaN(value))).toEqual([]);
    expect([...y.subarray(9)].some(Number.isNaN)).toBe(false);
  });

  test('gradient, and that of the gradient', () => {
    expectGradients(f as never, [seededTensor([3, 5], 1, 2)]);
    const first = (x: tf.Tensor) => tf.grad((z) => tf.sum(tf.square(f(z))))(x);
    expectGradients(first as never, [seededTensor([2, 3], 1)]);
  });

  test('gradient where a logit is −∞', () => {
    const dx = tf.grad(f)(tf.tensor([[1, -inf, 1]]), tf.tensor([[1, 0, 2]]));
    expect(dx).toBeClose(name === 'softmax' ? [-0.25, 0, 0.25] : [-0.5, 0, 0.5]);
  });

  test('refuses a scalar and what are no floats', async () => {
    const scalar = tf.scalar(1);
    const error = await expectRefusal(
      () => f(scalar),
      `${name}: x: expected [..., classes], got []`,
    );
    expect(error).toBeInstanceOf(ShapeError);
    const ids = tf.zeros([2], 'int32');
    await expectRefusal(() => f(ids), `${name}: x: expected dtype float32, got int32`);
    const gone = tf.zeros([2, 3]);
    gone.dispose();
    await expectRefusal(
      () => f(gone),
      `${name}: x: expected a tensor that is alive, got a disposed one [2, 3]`,
    );
    await expectRefusal(() => f(null as never), `${name}: x: expected a tensor [...], got null`);
  });

  test('leaves its result only', async () => {
    const x = seededTensor([2, 3]);
    await expectNoLeaks(() => f(x).dispose());
    await expectNoLeaks(() => tf.grad(f)(x).dispose());
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() => {
      const x = seededTensor([3, 17], 1, 4);
      return [f(x), tf.grad(f)(x, seededTensor([3, 17], 2))];
    });
  });
});

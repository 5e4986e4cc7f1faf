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
import { activationGradient, compositeActivation, relu, relu6, sigmoid, tanh } from './activation';
import { hardSwish } from './hard-swish';

const OPS = { relu, tanh, sigmoid, relu6 };
const PLAIN = { relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid, relu6: tf.relu6 };
const NAMES = Object.keys(OPS) as (keyof typeof OPS)[];
const SIZES = [1, 3, 5, 7, 17, 33];
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

// torch.tanh(x), torch.sigmoid(x), F.relu6(x):
const X = [-20, -3, -0.5, 0, 1e-4, 0.5, 3, 20];
const GOLDEN = {
  tanh: [-1, -0.9950548, -0.4621172, 0, 0.0001, 0.4621172, 0.9950548, 1],
  sigmoid: [2.061154e-9, 0.04742587, 0.3775407, 0.5, 0.500025, 0.6224594, 0.9525741, 1],
  relu: [0, 0, 0, 0, 1e-4, 0.5, 3, 20],
  relu6: [0, 0, 0, 0, 1e-4, 0.5, 3, 6],
};

describe.each(NAMES)('%s', (name) => {
  const f = OPS[name];

  test('keeps the shape, of any rank', () => {
    for (const shape of [[], [2], [2, 3], [2, 3, 5, 7]]) {
      expect(f(tf.zeros(shape)).shape).toEqual(shape);
    }
  });

  test('golden numbers', () => {
    // A GPU's own tanh and exp lose some digits where the result is small.
    const tolerance = { absolute: backendName === 'webgpu' ? 1e-5 : 1e-12, relative: 1e-6 };
    expect(f(tf.tensor(X))).toBeClose(GOLDEN[name], tolerance);
  });

  test('extreme values', () => {
    const extremes = [-inf, -3e38, -100, -1e-45, 0, 1e-45, 100, 3e38, inf];
    const y = f(tf.tensor(extremes));
    const wanted = {
      relu: [0, 0, 0, 0, 0, 0, 100, 3e38, inf],
      relu6: [0, 0, 0, 0, 0, 0, 6, 6, 6],
      tanh: [-1, -1, -1, 0, 0, 0, 1, 1, 1],
      sigmoid: [0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1],
    };
    expect(y).toBeClose(wanted[name], { absolute: 1e-37 });
  });

  // A GPU may take NaN for a number.
  test.skipIf(backendName === 'webgpu')('NaN stays NaN, alone', () => {
    const y = f(tf.tensor([nan, 0.5, 0.5, nan, 0.5])).dataSync();
    expect([...y].map(Number.isNaN)).toEqual([true, false, false, true, false]);
  });

  test.each(SIZES)('and its gradient are the composite ones at %i elements', (n) => {
    const x = seededTensor([n], n, 3);
    const y = f(x);
    expect(y).toBeClose(compositeActivation(x, name), { relative: 1e-5 });
    const dy = seededTensor([n], n + 100);
    const wanted = tf.grad((z) => PLAIN[name](z))(x, dy);
    expect(activationGradient(dy, y, name)).toBeClose(wanted, { relative: 1e-5 });
  });

  test('gradient', () => {
    expectGradients(f as never, [seededTensor([3, 5], 1, 2)]);
  });

  test('gradient of the gradient', () => {
    const first = (x: tf.Tensor) => tf.grad((z) => tf.sum(tf.square(f(z))))(x);
    expectGradients(first as never, [seededTensor([3, 5], 1, 2)]);
  });

  test('no gradient where it is flat', () => {
    const dx = tf.grad(f)(tf.tensor([-100, -inf, -0.5, 0]));
    const wanted = {
      relu: [0, 0, 0, 0],
      relu6: [0, 0, 0, 0],
      tanh: [0, 0, 0.786448, 1],
      sigmoid: [0, 0, 0.235004, 0.25],
    };
    expect(dx).toBeClose(wanted[name]);
  });

  test('refuses what are no floats', async () => {
    const ids = tf.zeros([2], 'int32');
    await expectRefusal(() => f(ids), `${name}: x: expected dtype float32, got int32`);
    await expectRefusal(() => f(3 as never), `${name}: x: expected a tensor [...], got 3`);
    ids.dispose();
    const gone = tf.zeros([3]);
    gone.dispose();
    await expectRefusal(
      () => f(gone),
      `${name}: x: expected a tensor that is alive, got a disposed one [3]`,
    );
  });

  test('leaves its result only', async () => {
    const x = seededTensor([5]);
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

test('relu6 has no gradient where it ends, and none of an infinite one', () => {
  const dx = tf.grad(relu6)(tf.tensor([5.9, 6, 7, -1]), tf.tensor([2, 2, inf, inf]));
  expect(dx).toBeClose([2, 0, 0, 0]);
});

describe('hardSwish', () => {
  test.each(SIZES)('and its gradient are the composite ones at %i elements', (n) => {
    const x = seededTensor([n], n, 5);
    expect(hardSwish(x)).toBeClose(compositeActivation(x, 'hardSwish'), { absolute: 1e-6 });
    const dy = seededTensor([n], n + 100);
    const plain = (z: tf.Tensor) => tf.mul(z, tf.div(tf.relu6(tf.add(z, 3)), 6));
    expect(tf.grad(hardSwish)(x, dy)).toBeClose(tf.grad(plain)(x, dy), { absolute: 1e-5 });
  });

  test('beyond 3 it is x itself, and below −3 nothing', async () => {
    const x = tf.tensor([3, 3.0000002, 7.3, 1e30, -3, -4, -1e30]);
    const [y, own] = [await hardSwish(x).data(), await x.data()];
    expect([...y].slice(0, 4)).toEqual([...own].slice(0, 4));
    expect(hardSwish(x)).toBeClose([3, 3.0000002, 7.3, 1e30, 0, 0, 0]);
  });

  // F.hardswish(x) of [-3, -2.9999998, -2.9, 2.9999998] in float64
  test('close to −3 and to 3 it keeps its digits', () => {
    const y = hardSwish(tf.tensor([-2.9999998, -2.9, 2.9999998]));
    const wanted = [-1.1920928e-7, -0.04833329, 2.9999996];
    expect(y).toBeClose(wanted, { relative: 1e-6, absolute: 1e-12 });
  });
});

test('an activation of none passes on what it is given', () => {
  const [dy, y] = [tf.ones([2]), tf.zeros([2])];
  expect(activationGradient(dy, y, 'none')).toBe(dy);
  expect(compositeActivation(y, 'none')).toBe(y);
});

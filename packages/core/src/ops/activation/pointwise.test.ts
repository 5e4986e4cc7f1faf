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
import { elu } from './elu';
import { gelu } from './gelu';
import { leakyRelu } from './leaky-relu';
import { silu } from './silu';
import { softplus } from './softplus';

const SIZES = [1, 3, 5, 7, 17, 33];
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

interface Facts {
  readonly f: (x: tf.Tensor) => tf.Tensor;
  readonly y: number[];
  readonly dx: number[];
  /** y and dx at −∞, −3e38, −100, 100, 3e38, ∞. */
  readonly ends: [number[], number[]];
}

// F.gelu(x), F.gelu by its formula with tanh, F.silu(x), F.softplus(x), F.softplus(x, 3, 2), F.leaky_relu(x),
// F.leaky_relu(x, 0.2), F.elu(x), F.elu(x, 1.5) and y.sum().backward(), x in float64:
const X = [-20, -5, -3, -1, -0.5, 0, 1e-4, 0.5, 1, 3, 5, 20];
const RAMP = [1e-4, 0.5, 1, 3, 5, 20];
const ONES = [1, 1, 1, 1, 1, 1];
const FACTS: Record<string, Facts> = {
  gelu: {
    f: (x) => gelu(x),
    y: [
      ...[0, -1.433258e-6, -0.004049694, -0.1586553, -0.1542688, 0],
      ...[5.000399e-5, 0.3457312, 0.8413447, 2.99595, 4.999999, 20],
    ],
    dx: [
      ...[0, -7.146946e-6, -0.01194565, -0.08331547, 0.1325049, 0.5],
      ...[0.5000798, 0.8674951, 1.083315, 1.011946, 1.000007, 1],
    ],
    ends: [
      [0, 0, 0, 100, 3e38, inf],
      [0, 0, 0, 1, 1, 1],
    ],
  },
  'gelu, tanh': {
    f: (x) => gelu(x, { approximate: 'tanh' }),
    y: [
      ...[0, -2.291796e-7, -0.003637392, -0.158808, -0.154286, 0],
      ...[5.000399e-5, 0.345714, 0.841192, 2.996363, 5, 20],
    ],
    dx: [
      ...[0, -1.546362e-6, -0.01158417, -0.08296408, 0.1326301, 0.5],
      ...[0.5000798, 0.8673699, 1.082964, 1.011584, 1.000002, 1],
    ],
    ends: [
      [0, 0, 0, 100, 3e38, inf],
      [0, 0, 0, 1, 1, 1],
    ],
  },
  silu: {
    f: silu,
    y: [
      ...[-4.122307e-8, -0.03346425, -0.1422776, -0.2689414, -0.1887703, 0],
      ...[5.00025e-5, 0.3112297, 0.7310586, 2.857722, 4.966536, 20],
    ],
    dx: [
      ...[-3.916192e-8, -0.02654743, -0.08810411, 0.07232949, 0.2600388, 0.5],
      ...[0.50005, 0.7399612, 0.9276705, 1.088104, 1.026547, 1],
    ],
    ends: [
      [0, 0, 0, 100, 3e38, inf],
      [0, 0, 0, 1, 1, 1],
    ],
  },
  softplus: {
    f: (x) => softplus(x),
    y: [
      ...[2.061154e-9, 0.006715348, 0.04858735, 0.3132617, 0.474077, Math.LN2],
      ...[0.6931972, 0.974077, 1.313262, 3.048587, 5.006715, 20],
    ],
    dx: [
      ...[2.061154e-9, 0.006692851, 0.04742587, 0.2689414, 0.3775407, 0.5],
      ...[0.500025, 0.6224593, 0.7310586, 0.9525741, 0.9933071, 1],
    ],
    ends: [
      [0, 0, 0, 100, 3e38, inf],
      [0, 0, 0, 1, 1, 1],
    ],
  },
  'softplus, beta and threshold': {
    f: (x) => softplus(x, { beta: 3, threshold: 2 }),
    y: [
      ...[2.918837e-27, 1.019674e-7, 4.113406e-5, 0.01619578, 0.06713776, 0.2310491],
      ...[0.2310991, 0.5671378, 1, 3, 5, 20],
    ],
    dx: [
      ...[8.756511e-27, 3.059022e-7, 0.0001233946, 0.04742587, 0.1824255, 0.5],
      ...[0.500075, 0.8175745, 1, 1, 1, 1],
    ],
    ends: [
      [0, 0, 0, 100, 3e38, inf],
      [0, 0, 0, 1, 1, 1],
    ],
  },
  leakyRelu: {
    f: (x) => leakyRelu(x),
    y: [-0.2, -0.05, -0.03, -0.01, -0.005, 0, ...RAMP],
    dx: [0.01, 0.01, 0.01, 0.01, 0.01, 0.01, ...ONES],
    ends: [
      [-inf, -3e36, -1, 100, 3e38, inf],
      [0.01, 0.01, 0.01, 1, 1, 1],
    ],
  },
  'leakyRelu, slope': {
    f: (x) => leakyRelu(x, { slope: 0.2 }),
    y: [-4, -1, -0.6, -0.2, -0.1, 0, ...RAMP],
    dx: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, ...ONES],
    ends: [
      [-inf, -6e37, -20, 100, 3e38, inf],
      [0.2, 0.2, 0.2, 1, 1, 1],
    ],
  },
  elu: {
    f: (x) => elu(x),
    y: [-1, -0.9932621, -0.9502129, -0.6321206, -0.3934693, 0, ...RAMP],
    dx: [2.061154e-9, 0.006737947, 0.04978707, 0.3678794, 0.6065307, 1, ...ONES],
    ends: [
      [-1, -1, -1, 100, 3e38, inf],
      [0, 0, 0, 1, 1, 1],
    ],
  },
  'elu, alpha': {
    f: (x) => elu(x, { alpha: 1.5 }),
    y: [-1.5, -1.489893, -1.425319, -0.9481808, -0.590204, 0, ...RAMP],
    dx: [3.09173e-9, 0.01010692, 0.0746806, 0.5518192, 0.909796, 1.5, ...ONES],
    ends: [
      [-1.5, -1.5, -1.5, 100, 3e38, inf],
      [0, 0, 0, 1, 1, 1],
    ],
  },
};

// The kernels keep their digits where the result is small; tfjs's erf and a GPU's exponential do not.
const NEAR = {
  wasm: { absolute: 1e-12, relative: 1.2e-6 },
  cpu: { absolute: 1e-6, relative: 1e-6 },
  webgpu: { absolute: 1e-5, relative: 1e-5 },
}[backendName as 'wasm' | 'cpu' | 'webgpu'];

describe.each(Object.keys(FACTS))('%s', (name) => {
  const { f, y, dx, ends } = FACTS[name] as Facts;
  const gradient = (x: tf.Tensor) => tf.grad(f)(x);

  test('keeps the shape, of any rank', () => {
    for (const shape of [[], [2], [2, 3], [2, 3, 5, 7]]) {
      expect(f(tf.zeros(shape)).shape).toEqual(shape);
    }
  });

  test('golden numbers', () => {
    expect(f(tf.tensor(X))).toBeClose(y, NEAR);
    expect(gradient(tf.tensor(X))).toBeClose(dx, NEAR);
  });

  test('extreme values', () => {
    const x = tf.tensor([-inf, -3e38, -100, 100, 3e38, inf]);
    expect(f(x)).toBeClose(ends[0], { absolute: 1e-37 });
    expect(gradient(x)).toBeClose(ends[1], { absolute: 1e-37 });
  });

  // A GPU may take NaN for a number.
  test.skipIf(backendName === 'webgpu')('NaN stays NaN, alone', () => {
    const x = tf.tensor([nan, 0.5, 0.5, nan, -0.5]);
    const where = [true, false, false, true, false];
    expect([...f(x).dataSync()].map(Number.isNaN)).toEqual(where);
    if (name.startsWith('leakyRelu') || name.startsWith('elu')) return;
    expect([...gradient(x).dataSync()].map(Number.isNaN)).toEqual(where);
  });

  test('gradient', () => {
    expectGradients(f, [seededTensor([3, 5], 1, 2)]);
  });

  test('gradient of the gradient', () => {
    const first = (x: tf.Tensor) => tf.grad((z) => tf.sum(tf.square(f(z))))(x);
    expectGradients(first, [seededTensor([3, 5], 1, 2)]);
  });

  test('refuses what are no floats', async () => {
    const op = name.split(',')[0];
    const ids = tf.zeros([2], 'int32');
    await expectRefusal(() => f(ids), `${op}: x: expected dtype float32, got int32`);
  });

  test('leaves its result only', async () => {
    const x = seededTensor([5]);
    await expectNoLeaks(() => f(x).dispose());
    await expectNoLeaks(() => gradient(x).dispose());
  });

  test('is the same on every backend, at odd sizes', async () => {
    await expectSameOnEveryBackend(() =>
      SIZES.flatMap((n) => {
        const x = seededTensor([n], n, 6);
        return [f(x), tf.grad(f)(x, seededTensor([n], n + 100))];
      }),
    );
  });
});

test('options that are none are refused', async () => {
  const x = tf.zeros([2]);
  await expectRefusal(
    () => gelu(x, { approximate: 'fast' as 'tanh' }),
    'gelu: approximate: expected "none" or "tanh", got "fast"',
  );
  await expectRefusal(
    () => softplus(x, { beta: 0 }),
    'softplus: beta: expected a number over 0, got 0',
  );
  await expectRefusal(
    () => softplus(x, { threshold: inf }),
    'softplus: threshold: expected a finite number, got Infinity',
  );
  await expectRefusal(
    () => leakyRelu(x, { slope: nan }),
    'leakyRelu: slope: expected a finite number, got NaN',
  );
  await expectRefusal(
    () => elu(x, { alpha: nan }),
    'elu: alpha: expected a finite number, got NaN',
  );
});

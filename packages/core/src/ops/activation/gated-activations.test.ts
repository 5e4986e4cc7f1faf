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
import { glu } from './glu';
import { mish } from './mish';
import { prelu } from './prelu';
import { selu } from './selu';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** `dy` of the scripts: 1, 2, 3, 1, 2, 3 … */
const dyOf = (y: tf.Tensor) =>
  tf.tensor(
    Array.from({ length: y.size }, (_, i) => (i % 3) + 1),
    y.shape,
    'float32',
  );
const gradientsOf = (f: (...xs: tf.Tensor[]) => tf.Tensor, xs: tf.Tensor[]) =>
  tf.grads(f)(xs, dyOf(f(...xs)));

// y = f(x); (y * dy).sum().backward() in float64, PyTorch 1.13
describe('prelu', () => {
  const x = () =>
    tf.tensor2d([
      [0.5, -1, 2],
      [-3, 0, -2],
    ]);
  const f = (z: tf.Tensor, slope: tf.Tensor) => prelu(z, slope);

  test('golden numbers of a slope a channel', () => {
    const slope = tf.tensor1d([0.25, -0.5, 2]);
    expect(prelu(x(), slope)).toBeClose([0.5, 0.5, 2, -0.75, 0, -4]);
    const [dx, dslope] = gradientsOf(f as never, [x(), slope]);
    expect(dx).toBeClose([1, -1, 3, 0.25, -1, 6]);
    expect(dslope).toBeClose([-3, -2, -6]);
  });

  test('golden numbers of one slope, as [1] and as a scalar', () => {
    for (const slope of [tf.tensor1d([0.25]), tf.scalar(0.25)]) {
      expect(prelu(x(), slope)).toBeClose([0.5, -0.25, 2, -0.75, 0, -0.5]);
      const [dx, dslope] = gradientsOf(f as never, [x(), slope]);
      expect(dx).toBeClose([1, 0.5, 3, 0.25, 0.5, 0.75]);
      expect(dslope?.shape).toEqual(slope.shape);
      expect(tf.reshape(dslope as tf.Tensor, [1])).toBeClose([-11]);
    }
  });

  test('shapes, and nothing', () => {
    for (const shape of [[], [1], [5], [2, 3, 5, 7], [0, 3], [3, 0]]) {
      const own = tf.ones(shape);
      expect(prelu(own, tf.ones([shape.at(-1) ?? 1])).shape).toEqual(shape);
      expect(prelu(own, tf.scalar(1)).shape).toEqual(shape);
    }
    const [dx, dslope] = tf.grads(f as never)([tf.zeros([0, 3]), tf.ones([3])]);
    expect(dx?.shape).toEqual([0, 3]);
    expect(dslope).toBeClose([0, 0, 0]);
  });

  test.skipIf(backendName === 'webgpu')('NaN and infinities', () => {
    const z = tf.tensor1d([nan, inf, -inf, 0, -1]);
    const slope = tf.scalar(0.5);
    expect(prelu(z, slope)).toBeClose([nan, inf, -inf, 0, -0.5]);
    const gradients = tf.grads(f as never)([z, slope], tf.ones([5])) as [tf.Tensor, tf.Tensor];
    expect(gradients[0]).toBeClose([0.5, 1, 0.5, 0.5, 0.5]);
    // tfjs's own is NaN there: 0 · ∞
    const [, own] = tf.grads(f as never)([tf.tensor1d([inf, -2]), slope], tf.ones([2]));
    expect(own).toBeClose(-2);
  });

  test.skipIf(backendName !== 'wasm')('a slope of a million numbers', () => {
    const [, dslope] = tf.grads(f as never)([tf.fill([1_000_000], -0.1), tf.scalar(0.25)]);
    expect(dslope).toBeClose(-1_000_000 * Math.fround(0.1), { relative: 1e-5 });
  });

  test('gradients of the gradients', () => {
    const first = (...xs: tf.Tensor[]) =>
      tf.concat(
        tf
          .grads((z, slope) => tf.sum(tf.square(prelu(z, slope))))(xs)
          .map((own) => tf.reshape(own, [-1])),
      );
    const z = tf.tensor2d([
      [0.5, -1, 2],
      [-3, 0.2, -2],
    ]);
    expectGradients(first, [z, tf.tensor1d([0.25, -0.5, 2])], { absolute: 2e-2 });
  });

  test('errors', async () => {
    const [two, ids] = [tf.ones([2]), tf.zeros([3], 'int32')];
    const z = tf.zeros([2, 3]);
    await expectRefusal(() => prelu(z, two), 'prelu: slope: expected [3], got [2]');
    await expectRefusal(() => prelu(z, ids), 'prelu: slope: expected dtype float32, got int32');
    const square = tf.ones([1, 1]);
    await expectRefusal(() => prelu(z, square), 'prelu: slope: expected [3], got [1, 1]');
    await expectRefusal(() => prelu(z, undefined as never), /^prelu: slope: expected a tensor/);
  });
});

describe('glu', () => {
  const x = () =>
    tf.tensor2d([
      [0.5, -1, 2, 0],
      [-3, 0.25, -2, 1],
    ]);

  test('golden numbers', () => {
    expect(glu(x())).toBeClose([0.440399, -0.5, -0.357609, 0.182765]);
    expect(gradientsOf((z) => glu(z as tf.Tensor), [x()])[0]).toBeClose([
      0.880797, 1, 0.0524968, -0.5, 0.357609, 0.731059, -0.944942, 0.049153,
    ]);
    const first = (z: tf.Tensor) => glu(z, { axis: 0 });
    expect(first(x())).toBeClose([0.0237129, -0.562177, 0.238406, 0]);
    expect(gradientsOf(first as never, [x()])[0]).toBeClose([
      0.0474259, 1.12435, 0.357609, 0.731059, 0.0225883, -0.492268, 0.629962, 0,
    ]);
  });

  test('shapes, and nothing', () => {
    expect(glu(tf.zeros([2, 3, 10])).shape).toEqual([2, 3, 5]);
    expect(glu(tf.zeros([2, 6, 5]), { axis: -2 }).shape).toEqual([2, 3, 5]);
    expect(glu(tf.zeros([0, 4])).shape).toEqual([0, 2]);
    expect(glu(tf.zeros([3, 0])).shape).toEqual([3, 0]);
  });

  test('gradient of the gradient', () => {
    const first = (z: tf.Tensor) => tf.grad((own) => tf.sum(tf.square(glu(own))))(z);
    expectGradients(first, [seededTensor([3, 4])]);
  });

  test('errors', async () => {
    const odd = tf.zeros([2, 3]);
    await expectRefusal(() => glu(odd), 'glu: x: expected an even size of axis 1, got [2, 3]');
    await expectRefusal(
      () => glu(odd, { axis: 2 }),
      'glu: axis: expected an integer from -2 to 1, got 2',
    );
    const one = tf.scalar(1);
    await expectRefusal(() => glu(one), /^glu: (axis: )?expected/);
  });
});

const X = [-20, -5, -3, -1, -0.5, 0, 1e-4, 0.5, 1, 3, 5, 20];
const ENDS = [-inf, -3e38, -100, 100, 3e38, inf];
const FACTS = {
  // F.selu
  selu: {
    f: (x: tf.Tensor) => selu(x),
    y: [
      -1.7580993, -1.7462534, -1.6705687, -1.1113307, -0.69175819, 0, 0.0001050701, 0.52535049,
      1.050701, 3.152103, 5.2535049, 21.01402,
    ],
    dx: [
      3.6237128e-9, 0.01184598, 0.087530612, 0.6467686, 1.0663412, 1.7580993, 1.050701, 1.050701,
      1.050701, 1.050701, 1.050701, 1.050701,
    ],
    ends: [
      [-1.7580993, -1.7580993, -1.7580993, 105.0701, 3.1521031e38, inf],
      [0, 0, 0, 1.050701, 1.050701, 1.050701],
    ],
  },
  // F.mish, which is NaN at −∞, and in its gradient at both
  mish: {
    f: (x: tf.Tensor) => mish(x),
    y: [
      -4.1223072e-8, -0.033576238, -0.14564746, -0.30340146, -0.22074377, 0, 6.00032e-5, 0.37524521,
      0.86509839, 2.986535, 4.9995521, 20,
    ],
    dx: [
      -3.9161919e-8, -0.026747498, -0.093393115, 0.059216756, 0.28951068, 0.6, 0.600064, 0.88642438,
      1.0490362, 1.0211069, 1.0008002, 1,
    ],
    ends: [
      [0, 0, 0, 100, 3e38, inf],
      [0, 0, 0, 1, 1, 1],
    ],
  },
};
// A GPU's exponential, and tfjs's on cpu, keep fewer digits.
const NEAR = {
  wasm: { absolute: 1e-9, relative: 2e-6 },
  cpu: { absolute: 1e-6, relative: 2e-6 },
  webgpu: { absolute: 1e-5, relative: 1e-5 },
}[backendName];

describe.each(['selu', 'mish'] as const)('%s', (name) => {
  const { f, y, dx, ends } = FACTS[name];

  test('golden numbers', () => {
    expect(f(tf.tensor(X))).toBeClose(y, NEAR);
    expect(tf.grad(f)(tf.tensor(X))).toBeClose(dx, NEAR);
  });

  test('extreme values', () => {
    expect(f(tf.tensor(ENDS))).toBeClose(ends[0] as number[], { absolute: 1e-7 });
    expect(tf.grad(f)(tf.tensor(ENDS))).toBeClose(ends[1] as number[], { absolute: 1e-7 });
  });

  test.skipIf(backendName === 'webgpu')('NaN stays NaN, alone', () => {
    const values = f(tf.tensor([nan, 0.5, nan, -0.5])).dataSync();
    expect([...values].map(Number.isNaN)).toEqual([true, false, true, false]);
  });

  test('any rank, and nothing', () => {
    for (const shape of [[], [2], [2, 3, 5], [0, 3]]) {
      expect(f(tf.zeros(shape)).shape).toEqual(shape);
      expect(tf.grad(f)(tf.zeros(shape)).shape).toEqual(shape);
    }
  });

  test('gradient of the gradient', () => {
    const first = (x: tf.Tensor) => tf.grad((z) => tf.sum(tf.square(f(z))))(x);
    expectGradients(first, [seededTensor([3, 5], 1, 2)]);
  });

  test('refuses what are no floats', async () => {
    const ids = tf.zeros([2], 'int32');
    await expectRefusal(() => f(ids), `${name}: x: expected dtype float32, got int32`);
  });

  test('leaves its result only, and is the same on every backend', async () => {
    const x = seededTensor([5]);
    await expectNoLeaks(() => tf.dispose([f(x), tf.grad(f)(x)]));
    await expectSameOnEveryBackend(() =>
      [1, 3, 17, 33].flatMap((n) => {
        const own = seededTensor([n], n, 6);
        return [f(own), tf.grad(f)(own, seededTensor([n], n + 100))];
      }),
    );
  });
});

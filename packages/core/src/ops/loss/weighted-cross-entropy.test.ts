import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../check/shape';
import type { Reduction } from './reduction';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy';

/* `weight` and `posWeight` of `sigmoidCrossEntropy`. */

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const REDUCTIONS: Reduction[] = ['mean', 'sum', 'none'];

const logits = () =>
  tf.tensor2d([
    [0.5, -1, 2],
    [3, 0, -2],
  ]);
const labels = () =>
  tf.tensor2d([
    [1, 0, 0.25],
    [0, 1, 0.75],
  ]);
const rowWeight = () => tf.tensor2d([[2], [0.25]]);
const classWeight = () => tf.tensor1d([3, 0.5, 1]);

// w, p = [[2], [.25]], [3, .5, 1]; y = F.binary_cross_entropy_with_logits(x, t, w, pos_weight=p, reduction=…) in float64;
// (y * d).sum().backward(), d = torch.arange(y.numel()).reshape(y.shape) % 3 + 1: y and the gradients of
// x and t; PyTorch gives none of w and p
const GOLDEN = {
  posWeight: {
    mean: [
      [1.39742],
      [-0.18877, 0.0448236, 0.105133, 0.158762, -0.0416667, -0.105133],
      [0.0746923, 0.0572282, -0.333333, -0.483804, -0.0577623, 0.333333],
    ],
    sum: [
      [8.38451],
      [-1.13262, 0.268941, 0.630797, 0.952574, -0.25, -0.630797],
      [0.448154, 0.343369, -2.0, -2.90283, -0.346574, 2.0],
    ],
    none: [
      [1.42223, 0.313262, 1.62693, 3.04859, 0.346574, 1.62693],
      [-1.13262, 0.537883, 1.89239, 0.952574, -0.5, -1.89239],
      [0.448154, 0.686738, -6.0, -2.90283, -Math.LN2, 6.0],
    ],
  },
  weight: {
    mean: [
      [1.02845],
      [-0.125847, 0.0896471, 0.210266, 0.0396906, -0.0208333, -0.0262832],
      [-0.166667, 0.333333, -0.666667, -0.125, 0.0, 0.0833333],
    ],
    sum: [
      [6.1707],
      [-0.755081, 0.537883, 1.26159, 0.238144, -0.125, -0.157699],
      [-1.0, 2.0, -4.0, -0.75, 0.0, 0.5],
    ],
    none: [
      [0.948154, 0.626523, 3.25386, 0.762147, 0.173287, 0.406732],
      [-0.755081, 1.07577, 3.78478, 0.238144, -0.25, -0.473098],
      [-1.0, 4.0, -12.0, -0.75, 0.0, 1.5],
    ],
  },
  both: {
    mean: [
      [1.33006],
      [-0.377541, 0.0896471, 0.210266, 0.0396906, -0.0104167, -0.0262832],
      [0.149385, 0.114456, -0.666667, -0.120951, -0.0144406, 0.0833333],
    ],
    sum: [
      [7.98036],
      [-2.26524, 0.537883, 1.26159, 0.238144, -0.0625, -0.157699],
      [0.896308, 0.686738, -4.0, -0.725706, -0.0866434, 0.5],
    ],
    none: [
      [2.84446, 0.626523, 3.25386, 0.762147, 0.0866434, 0.406732],
      [-2.26524, 1.07577, 3.78478, 0.238144, -0.125, -0.473098],
      [0.896308, 1.37348, -12.0, -0.725706, -0.173287, 1.5],
    ],
  },
};

describe.each(['weight', 'posWeight', 'both'] as const)('%s', (which) => {
  const given = () => [
    ...(which === 'posWeight' ? [] : [rowWeight()]),
    ...(which === 'weight' ? [] : [classWeight()]),
  ];
  const by = (reduction: Reduction) => {
    const f = (x: tf.Tensor, t: tf.Tensor, ...own: tf.Tensor[]) =>
      sigmoidCrossEntropy(x, t, {
        reduction,
        weight: which === 'posWeight' ? undefined : own[0],
        posWeight: which === 'weight' ? undefined : own.at(-1),
      });
    return f as (...xs: tf.Tensor[]) => tf.Tensor;
  };

  test.each(REDUCTIONS)('golden numbers and gradients, %s', (reduction) => {
    const f = by(reduction);
    const xs = [logits(), labels(), ...given()];
    const y = f(...xs);
    const [value, ...wanted] = GOLDEN[which][reduction] as number[][];
    expect(tf.reshape(y, [-1])).toBeClose(value as number[]);
    const dy = tf.tensor(
      Array.from({ length: y.size }, (_, i) => (i % 3) + 1),
      y.shape,
      'float32',
    );
    tf.grads(f)(xs, dy).forEach((gradient, i) => {
      expect(gradient.shape).toEqual(xs[i]?.shape);
      if (i > 1) return;
      expect(tf.reshape(gradient, [-1]), `gradient ${i}`).toBeClose(wanted[i] as number[]);
    });
  });

  test.each(REDUCTIONS)('gradients of the gradients, %s', (reduction) => {
    const f = by(reduction);
    const first = (...xs: tf.Tensor[]) =>
      tf.concat(
        tf
          .grads((...zs) => tf.sum(tf.square(f(...zs))))(xs)
          .map((own) => tf.reshape(own, [-1])),
      );
    const t = tf.abs(seededTensor([2, 3], 2));
    expectGradients(first, [seededTensor([2, 3], 1), t, ...given()], { absolute: 1e-2 });
  });

  test('leaves its result only', async () => {
    const xs = [logits(), labels(), ...given()];
    for (const reduction of REDUCTIONS) {
      await expectNoLeaks(() => by(reduction)(...xs).dispose());
      await expectNoLeaks(() => tf.dispose(tf.grads(by(reduction))(xs)));
    }
  });

  test('of nothing', () => {
    const [x, t] = [tf.zeros([0, 3]), tf.zeros([0, 3])];
    const weights = given().map((own) => tf.ones(own.rank === 2 ? [1, 1] : own.shape));
    expect(by('mean')(x, t, ...weights)).toBeClose(nan);
    expect(by('sum')(x, t, ...weights)).toBeClose(0);
    expect(by('none')(x, t, ...weights).shape).toEqual([0, 3]);
    tf.grads(by('sum'))([x, t, ...weights]).forEach((own) => {
      expect(own).toBeClose(tf.zeros(own.shape));
    });
  });
});

test('weights of 1 change nothing', () => {
  for (const reduction of REDUCTIONS) {
    const plain = sigmoidCrossEntropy(logits(), labels(), { reduction });
    const ones = { weight: tf.scalar(1), posWeight: tf.ones([3]) };
    expect(sigmoidCrossEntropy(logits(), labels(), { reduction, ...ones })).toBeClose(plain);
  }
});

test('far logits do not overflow', () => {
  const [x, t] = [tf.tensor1d([-3e38, 3e38, -100, 100, 1e30]), tf.tensor1d([0, 1, 1, 0, 1])];
  const posWeight = tf.scalar(0.5);
  const f = (z: tf.Tensor) => sigmoidCrossEntropy(z, t, { reduction: 'none', posWeight });
  expect(f(x)).toBeClose([0, 0, 50, 100, 0]);
  expect(tf.grad(f)(x)).toBeClose([0, 0, -0.5, 1, 0]);
});

test.skipIf(backendName === 'webgpu')('infinite logits are as without weights', () => {
  const [x, t] = [tf.tensor1d([inf, inf, -inf, -inf, nan]), tf.tensor1d([0, 1, 0, 1, 0])];
  const f = (z: tf.Tensor) =>
    sigmoidCrossEntropy(z, t, { reduction: 'none', posWeight: tf.scalar(2) });
  expect(f(x)).toBeClose([inf, nan, nan, inf, nan]);
  expect(tf.grad(f)(x)).toBeClose([1, 0, 0, -2, nan]);
});

test('refuses weights that do not fit', async () => {
  const [x, t] = [logits(), labels()];
  const [two, cube, ids] = [tf.ones([2]), tf.ones([1, 2, 3]), tf.ones([3], 'int32')];
  const where = 'sigmoidCrossEntropy';
  const wanted = 'expected a shape that broadcasts to [2, 3]';
  const error = await expectRefusal(
    () => sigmoidCrossEntropy(x, t, { posWeight: two }),
    `${where}: posWeight: ${wanted}, got [2]`,
  );
  expect(error).toBeInstanceOf(ShapeError);
  await expectRefusal(
    () => sigmoidCrossEntropy(x, t, { weight: cube }),
    `${where}: weight: ${wanted}, got [1, 2, 3]`,
  );
  await expectRefusal(
    () => sigmoidCrossEntropy(x, t, { weight: ids }),
    `${where}: weight: expected dtype float32, got int32`,
  );
  await expectRefusal(
    () => sigmoidCrossEntropy(x, t, { posWeight: 3 as never }),
    `${where}: posWeight: expected a tensor [...], got 3`,
  );
  two.dispose();
  await expectRefusal(
    () => sigmoidCrossEntropy(x, t, { weight: two }),
    `${where}: weight: expected a tensor that is alive, got a disposed one [2]`,
  );
});

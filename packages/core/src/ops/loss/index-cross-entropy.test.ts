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
import golden from '../../fixtures/torch-losses.json';
import type { Reduction } from './reduction';
import { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from './softmax-cross-entropy';

const REDUCTIONS: Reduction[] = ['mean', 'sum', 'none'];
const inf = Number.POSITIVE_INFINITY;
const WEIGHTS = [0.5, 2, 1.5, 1, 0.25];

const int = (values: number[], shape: number[] = [values.length]) =>
  tf.tensor(values, shape, 'int32');

/** What the case of that name asks for. */
function optionsOf(name: string): SoftmaxCrossEntropyOptions {
  const weights = tf.tensor(WEIGHTS);
  if (name === 'smoothed') return { labelSmoothing: 0.1 };
  if (name === 'weighted') return { weights };
  if (name === 'smoothed and weighted') return { labelSmoothing: 0.2, weights };
  return name === 'ignoring class 0' ? { ignoreIndex: 0 } : {};
}

/* fixtures/torch-losses.json, by PyTorch 1.13 in float64, with seeded of @dl/testing:
w = torch.tensor([.5, 2, 1.5, 1, .25])
for kw in ({}, dict(label_smoothing=.1), dict(weight=w), dict(label_smoothing=.2, weight=w), dict(ignore_index=0)):
  for reduction in ('mean', 'sum', 'none'):
    x = seeded([4, 5], 1, 4).requires_grad_()
    l = F.cross_entropy(x, labels, reduction=reduction, **kw); (l * seeded(l.shape, 3)).sum().backward()
shares: t = seeded([3, 5], 2).abs(), label_smoothing=.2, weight=w
huber: F.huber_loss(seeded([2, 3], 1, 2), seeded([2, 3], 2), delta=delta, reduction=reduction)
kl: F.kl_div(F.log_softmax(seeded([2, 3], 1, 2), -1), F.softmax(seeded([2, 3], 2, 2), -1), log_target=…, reduction=…) */
describe('softmaxCrossEntropy of class indices', () => {
  test('shapes', () => {
    for (const lead of [[], [2], [2, 3], [2, 3, 7]]) {
      const [x, t] = [tf.zeros([...lead, 5]), tf.ones(lead, 'int32')];
      expect(softmaxCrossEntropy(x, t).shape).toEqual([]);
      expect(softmaxCrossEntropy(x, t, { reduction: 'sum' }).shape).toEqual([]);
      const losses = softmaxCrossEntropy(x, t, { reduction: 'none' });
      expect(losses.shape).toEqual(lead);
      expect(losses).toBeClose(tf.fill(lead, Math.log(5)));
    }
  });

  test.each(golden.indices)('golden numbers, $name, $reduction', (wanted) => {
    const options = { ...optionsOf(wanted.name), reduction: wanted.reduction as Reduction };
    const f = (x: tf.Tensor) => softmaxCrossEntropy(x, int(wanted.labels), options);
    const x = seededTensor([4, 5], 1, 4);
    const loss = f(x);
    expect(loss).toBeClose(wanted.loss);
    expect(tf.grad(f)(x, seededTensor(loss.shape, 3))).toBeClose(wanted.dx);
  });

  test.each(golden.shares)('golden numbers, shares smoothed and weighted, $reduction', (wanted) => {
    const reduction = wanted.reduction as Reduction;
    const options = { labelSmoothing: 0.2, weights: tf.tensor(WEIGHTS), reduction };
    const f = (x: tf.Tensor, t: tf.Tensor) => softmaxCrossEntropy(x, t, options);
    const inputs = [seededTensor([3, 5], 1, 4), tf.abs(seededTensor([3, 5], 2))];
    const loss = f(...(inputs as [tf.Tensor, tf.Tensor]));
    expect(loss).toBeClose(wanted.loss);
    const [dx, dt] = tf.grads(f as never)(inputs, seededTensor(loss.shape, 3));
    expect(dx).toBeClose(wanted.dx);
    expect(dt).toBeClose(wanted.dt);
  });

  test.each([1, 3, 5, 7, 17, 33])('is that of one-hot labels, %i classes', (classes) => {
    const ids = Array.from({ length: 7 }, (_, i) => (i * 5) % classes);
    const hot = tf.tensor(
      ids.map((id) => Array.from({ length: classes }, (_, j) => Number(j === id))),
    );
    const x = seededTensor([7, classes], 1, 3);
    const weights = tf.abs(seededTensor([classes], 3));
    for (const options of [{}, { labelSmoothing: 0.3 }, { labelSmoothing: 0.3, weights }]) {
      const f = (labels: tf.Tensor) => (z: tf.Tensor) =>
        softmaxCrossEntropy(z, labels, { ...options, reduction: 'sum' });
      expect(f(int(ids))(x)).toBeClose(f(hot)(x));
      expect(tf.grad(f(int(ids)))(x)).toBeClose(tf.grad(f(hot))(x));
    }
  });

  test('where every row is ignored the mean is NaN, as it is of nothing, and the gradient 0', async () => {
    const x = seededTensor([2, 3]);
    const f = (reduction: Reduction) => (z: tf.Tensor) =>
      softmaxCrossEntropy(z, int([-100, -100]), { reduction });
    // A GPU may take NaN for a number.
    if (backendName !== 'webgpu') expect(await f('mean')(x).data()).toEqual(Float32Array.of(NaN));
    expect(f('sum')(x)).toBeClose(0);
    expect(f('none')(x)).toBeClose([0, 0]);
    for (const reduction of REDUCTIONS) {
      expect(tf.grad(f(reduction))(x)).toBeClose(tf.zeros([2, 3]));
    }
  });

  test('hears of infinities only that of the label', () => {
    const x = tf.tensor([
      [3e38, -3e38, 0],
      [1, -inf, -inf],
      [2, 2, -inf],
    ]);
    const f = (z: tf.Tensor) => softmaxCrossEntropy(z, int([0, 0, 1]), { reduction: 'none' });
    expect(f(x)).toBeClose([0, 0, Math.log(2)]);
    const dx = tf.grad(f)(x);
    expect(dx).toBeClose([0, 0, 0, 0, 0, 0, 0.5, -0.5, 0]);
  });

  test.each(REDUCTIONS)('gradients, and those of the gradients, %s', (reduction) => {
    const weights = tf.tensor([1, 0.5, 2]);
    const options = { reduction, weights, labelSmoothing: 0.2 };
    const f = (x: tf.Tensor) => softmaxCrossEntropy(x, int([2, -100, 0]), options);
    expectGradients(f, [seededTensor([3, 3], 1)]);
    expectGradients((x) => tf.grad((z) => tf.sum(tf.square(f(z))))(x), [seededTensor([3, 3], 1)]);
  });

  test('weights are constants', () => {
    const x = seededTensor([2, 3]);
    const f = (weights: tf.Tensor) => softmaxCrossEntropy(x, int([2, 0]), { weights });
    expect(() => tf.grad(f)(tf.ones([3]))).toThrow(/gradient/);
  });

  test('leaves its result only', async () => {
    const [x, t] = [seededTensor([2, 3], 1), int([2, -100])];
    for (const reduction of REDUCTIONS) {
      const options = { reduction, labelSmoothing: 0.1 };
      const f = (z: tf.Tensor) => softmaxCrossEntropy(z, t, options);
      await expectNoLeaks(() => f(x).dispose());
      await expectNoLeaks(() => tf.grad(f)(x).dispose());
    }
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() =>
      REDUCTIONS.flatMap((reduction) => {
        const x = seededTensor([3, 17], 1, 4);
        const options = { reduction, labelSmoothing: 0.1, weights: tf.abs(seededTensor([17], 3)) };
        const f = (z: tf.Tensor) => softmaxCrossEntropy(z, int([16, 0, 3]), options);
        return [f(x), tf.grad(f)(x)];
      }),
    );
  });
});

describe('softmaxCrossEntropy of class indices refuses', () => {
  test.each([3, -1, 2 ** 31 - 1, -(2 ** 31)])('the index %i of 3 classes', async (label) => {
    const [x, t] = [tf.zeros([2, 3]), int([0, label])];
    const error = await expectRefusal(
      () => softmaxCrossEntropy(x, t),
      `softmaxCrossEntropy: labels: expected indices from 0 to 2 or -100 (ignored), got ${label} at 1`,
    );
    expect(error).toBeInstanceOf(RangeError);
  });

  test('options and shapes that do not fit', async () => {
    const [x, t] = [tf.zeros([2, 3]), int([0, 1])];
    const long = int([0, 1, 2]);
    const error = await expectRefusal(
      () => softmaxCrossEntropy(x, long),
      'softmaxCrossEntropy: labels: expected [2], got [3]',
    );
    expect(error).toBeInstanceOf(ShapeError);
    await expectRefusal(
      () => softmaxCrossEntropy(x, t, { labelSmoothing: 1 }),
      'softmaxCrossEntropy: labelSmoothing: expected a number in [0, 1), got 1',
    );
    const weights = tf.ones([2]);
    await expectRefusal(
      () => softmaxCrossEntropy(x, t, { weights }),
      'softmaxCrossEntropy: weights: expected [3], got [2]',
    );
    await expectRefusal(
      () => softmaxCrossEntropy(x, t, { ignoreIndex: 0.5 }),
      /ignoreIndex: expected an integer/,
    );
    await expectRefusal(
      () => softmaxCrossEntropy(x, x, { ignoreIndex: 0 }),
      'softmaxCrossEntropy: ignoreIndex: expected int32 labels, got a float32 tensor [2, 3]',
    );
  });
});

test.runIf(backendName === 'webgpu')('an index outside that a GPU computed is ignored', () => {
  const computed = tf.argMax(tf.oneHot(int([7, 1]), 8), -1);
  const losses = softmaxCrossEntropy(tf.zeros([2, 3]), computed, { reduction: 'none' });
  expect(losses).toBeClose([0, Math.log(3)]);
  expect(softmaxCrossEntropy(tf.zeros([2, 3]), computed)).toBeClose(Math.log(3));
});

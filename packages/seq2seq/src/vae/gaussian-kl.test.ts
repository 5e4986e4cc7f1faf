import { valueAndGrads } from '@dl/core';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import torch from '../fixtures/torch-vae.json';
import { freeBits, gaussianKl, gaussianKlByUnit } from './gaussian-kl';

// The numbers are those of PyTorch: fixtures/torch_vae.py.
const mean = () => seededTensor([3, 5], 1, 2);
const logVariance = () => seededTensor([3, 5], 2, 2);
const prior = () => ({
  mean: seededTensor([3, 5], 3, 2),
  logVariance: seededTensor([3, 5], 4, 2),
});
const as = (values: number[], ...shape: number[]) => tf.tensor(values, shape);

describe('gaussianKl', () => {
  test("is PyTorch's, from the standard Gaussian and from another", () => {
    const { standard, prior: other } = torch;
    expect(gaussianKlByUnit(mean(), logVariance())).toBeClose(as(standard.kl, 3, 5));
    const kl = gaussianKlByUnit(mean(), logVariance(), prior());
    expect(kl).toBeClose(as(other.kl, 3, 5), { absolute: 1e-5 });
    expect(gaussianKl(mean(), logVariance(), prior())).toBeClose(tf.sum(kl, 1));
    expect(gaussianKl(mean(), logVariance()).shape).toEqual([3]);
  });

  test("has PyTorch's gradients, and those of finite differences", () => {
    const own = { mean: tf.variable(mean()), logVariance: tf.variable(logVariance()) };
    const from = prior();
    const other = { mean: tf.variable(from.mean), logVariance: tf.variable(from.logVariance) };
    const all = [own.mean, own.logVariance, other.mean, other.logVariance];
    const { grads } = valueAndGrads(
      () => tf.sum(gaussianKl(own.mean, own.logVariance, other)) as tf.Scalar,
      all,
    );
    const { mean: m, logVariance: l, priorMean, priorLogVariance } = torch.prior;
    [m, l, priorMean, priorLogVariance].forEach((wanted, i) => {
      const gradient = grads.get(all[i] as tf.Variable);
      expect(gradient).toBeClose(as(wanted, 3, 5), { absolute: 1e-5, relative: 1e-4 });
    });
    const small = [1, 2, 3, 4].map((seed) => seededTensor([2, 3], seed));
    expectGradients(
      (a, b, c, d) =>
        gaussianKl(a as tf.Tensor, b as tf.Tensor, {
          mean: c as tf.Tensor,
          logVariance: d as tf.Tensor,
        }),
      small,
    );
  });

  test('is 0 of a Gaussian from itself, and takes any axes before the units', () => {
    const x = seededTensor([2, 3, 7], 1);
    const y = seededTensor([2, 3, 7], 2);
    expect(gaussianKl(x, y, { mean: x, logVariance: y })).toBeClose(tf.zeros([2, 3]));
    expect(gaussianKl(tf.zeros([2, 3]), tf.zeros([2, 3]))).toBeClose(tf.zeros([2]));
  });

  test('says what does not fit, and leaves nothing', async () => {
    const [x, y] = [tf.zeros([2, 3]), tf.zeros([2, 5])];
    await expectRefusal(
      () => gaussianKl(x, y),
      'gaussianKl: logVariance: expected [2, 3], got [2, 5]',
    );
    await expectRefusal(
      () => gaussianKl(x, x, { mean: x, logVariance: y }),
      'gaussianKl: prior.logVariance: expected [2, 3], got [2, 5]',
    );
    await expectNoLeaks(() => gaussianKl(x, x, { mean: x, logVariance: x }).dispose());
  });
});

describe('freeBits', () => {
  test('counts no unit for less than it is free up to', () => {
    const kl = tf.tensor2d([
      [0.1, 2, 0.5],
      [0.3, 4, 0.1],
    ]);
    expect(freeBits(kl, 0.5)).toBeClose(tf.scalar(0.5 + 3 + 0.5));
    expect(freeBits(kl, 0)).toBeClose(tf.mean(tf.sum(kl, 1)));
  });

  test('a unit below gets no gradient', () => {
    const kl = tf.variable(tf.tensor2d([[0.1, 2, 0.5]]));
    const { grads } = valueAndGrads(() => freeBits(kl, 1), [kl]);
    expect(grads.get(kl)).toBeClose(tf.tensor2d([[0, 1, 0]]));
  });
});

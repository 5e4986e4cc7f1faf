import { random, valueAndGrads } from '@dl/core';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import torch from '../fixtures/torch-vae.json';
import { gaussianLogDensity } from './gaussian';
import { GaussianHead } from './gaussian-head';
import { freeBits, gaussianKl, gaussianKlByUnit } from './gaussian-kl';
import { importanceWeighted } from './importance-weighted';
import { negativeElbo } from './negative-elbo';
import { reparameterise } from './reparameterise';

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

describe('gaussianLogDensity', () => {
  test("is PyTorch's", () => {
    const x = seededTensor([3, 5], 7, 2);
    const gaussian = { mean: mean(), logVariance: logVariance() };
    expect(gaussianLogDensity(x, gaussian)).toBeClose(as(torch.density, 3), { absolute: 1e-4 });
    const standard = { mean: tf.zeros([3, 5]), logVariance: tf.zeros([3, 5]) };
    expect(gaussianLogDensity(x)).toBeClose(gaussianLogDensity(x, standard));
  });
});

describe('reparameterise', () => {
  test('has the mean and the variance that it is told', async () => {
    const rows = tf.ones([20_000, 2]);
    const z = reparameterise(tf.mul(rows, 3), tf.mul(rows, Math.log(4)), random(1));
    const { mean, variance } = tf.moments(z);
    expect((await mean.data())[0]).toBeCloseTo(3, 1);
    expect(((await variance.data())[0] as number) / 4).toBeCloseTo(1, 1);
  });

  test('its gradients are those of finite differences, and one seed draws one z', () => {
    const small = [seededTensor([2, 3], 1), seededTensor([2, 3], 2)] as const;
    const draw = (m: tf.Tensor, l: tf.Tensor) => reparameterise(m, l, random(5));
    expectGradients((m, l) => draw(m as tf.Tensor, l as tf.Tensor), small);
    expect(draw(...small)).toBeClose(draw(...small));
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

describe('negativeElbo', () => {
  const posterior = () => ({ mean: mean(), logVariance: logVariance() });

  test('is the mean of its parts, of which KL has the weight β', () => {
    const nats = tf.tensor1d([1, 2, 6]);
    const { loss, reconstruction, kl } = negativeElbo(nats, posterior(), { beta: 0.5 });
    expect(reconstruction).toBeClose(tf.scalar(3));
    expect(kl).toBeClose(tf.mean(gaussianKl(mean(), logVariance())));
    expect(loss).toBeClose(tf.add(3, tf.mul(kl, 0.5)));
    const far = negativeElbo(nats, posterior(), { prior: prior() });
    expect(far.kl).toBeClose(tf.mean(gaussianKl(mean(), logVariance(), prior())));
  });

  test('with free bits the loss counts them, and kl stays what it is', () => {
    const nats = tf.zeros([3]);
    const plain = negativeElbo(nats, posterior());
    const free = negativeElbo(nats, posterior(), { freeBits: 2 });
    expect(free.kl).toBeClose(plain.kl);
    expect(free.loss).toBeClose(freeBits(gaussianKlByUnit(mean(), logVariance()), 2));
  });

  test('says what does not fit', async () => {
    const { mean: m, logVariance: l } = posterior();
    await expectRefusal(
      () => negativeElbo(m, { mean: m, logVariance: l }),
      'negativeElbo: posterior.mean: expected [3, 5, units], got [3, 5]',
    );
    const nats = tf.zeros([3]);
    await expectRefusal(
      () => negativeElbo(nats, { mean: m, logVariance: l }, { beta: -1 }),
      'negativeElbo: beta: expected a number of at least 0, got -1',
    );
  });
});

describe('importanceWeighted', () => {
  test("is PyTorch's logsumexp less log k; of one sample the weight itself", () => {
    const weights = seededTensor([6, 4], 41, 30);
    expect(importanceWeighted(weights)).toBeClose(as(torch.importance, 4), { absolute: 1e-5 });
    expect(importanceWeighted(tf.tensor2d([[-7, 3]]))).toBeClose(tf.tensor1d([-7, 3]));
  });
});

describe('GaussianHead', () => {
  test('gives a mean and a log variance, of any axes before', async () => {
    const head = new GaussianHead(3, 5, { rng: random(1) });
    const { mean, logVariance } = head.forward(seededTensor([2, 7, 3], 1));
    expect([mean.shape, logVariance.shape]).toEqual([
      [2, 7, 5],
      [2, 7, 5],
    ]);
    const x = seededTensor([2, 4], 1);
    await expectRefusal(() => head.forward(x), /expected \[\.\.\., 3\], got \[2, 4\]/);
    await expectRefusal(
      () => new GaussianHead(3, 0, { rng: random(1) }),
      'GaussianHead: latentSize: expected a positive integer, got 0',
    );
  });
});

import { random } from '@dl/core';
import { expectGradients, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import torch from '../fixtures/torch-vae.json';
import { gaussianLogDensity } from './gaussian';
import { GaussianHead } from './gaussian-head';
import { reparameterise } from './reparameterise';

// The numbers are those of PyTorch: fixtures/torch_vae.py.
const mean = () => seededTensor([3, 5], 1, 2);
const logVariance = () => seededTensor([3, 5], 2, 2);
const _prior = () => ({
  mean: seededTensor([3, 5], 3, 2),
  logVariance: seededTensor([3, 5], 4, 2),
});
const as = (values: number[], ...shape: number[]) => tf.tensor(values, shape);

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

import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import torch from '../fixtures/torch-vae.json';
import { freeBits, gaussianKl, gaussianKlByUnit } from './gaussian-kl';
import { importanceWeighted } from './importance-weighted';
import { negativeElbo } from './negative-elbo';

// The numbers are those of PyTorch: fixtures/torch_vae.py.
const mean = () => seededTensor([3, 5], 1, 2);
const logVariance = () => seededTensor([3, 5], 2, 2);
const prior = () => ({
  mean: seededTensor([3, 5], 3, 2),
  logVariance: seededTensor([3, 5], 4, 2),
});
const as = (values: number[], ...shape: number[]) => tf.tensor(values, shape);

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

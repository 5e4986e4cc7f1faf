import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Perplexity } from './perplexity';
import { RunningMean } from './running-mean';

describe('RunningMean', () => {
  test('weighs each number by its count', async () => {
    const mean = new RunningMean();
    expect(mean.value).toBeNaN();
    await mean.update(2);
    await mean.update([4, 6], 3);
    expect(mean.value).toBe((2 + 3 * 10) / 7);
    expect(mean.count).toBe(7);
    mean.reset();
    await mean.update(Float32Array.of(1, 2));
    expect(mean.value).toBe(1.5);
  });

  test('takes tensors, and leaves them', async () => {
    const mean = new RunningMean();
    const x = tf.tensor([1, 2, 3, 6], [2, 2]);
    await mean.update(x);
    expect(mean.value).toBe(3);
    await expectNoLeaks(() => mean.update(x));
    x.dispose();
    await expectRefusal(
      () => mean.update(x),
      'RunningMean.update: x: expected a tensor that is alive, got a disposed one [2, 2]',
    );
  });

  test('a count of 0 adds nothing; one below is refused', async () => {
    const mean = new RunningMean();
    await mean.update(1, 2);
    await mean.update(Number.NaN, 0);
    expect(mean.value).toBe(1);
    await expectRefusal(
      () => mean.update(1, -1),
      'RunningMean.update: count: expected a number of at least 0, got -1',
    );
    await mean.update(Number.NaN);
    expect(mean.value).toBeNaN();
  });
});

describe('Perplexity', () => {
  test('of uniform guesses is the number of choices', async () => {
    const perplexity = new Perplexity();
    await perplexity.update(Math.log(7), 5);
    await perplexity.update([Math.log(7), Math.log(7)]);
    expect(perplexity.value).toBeCloseTo(7, 12);
    expect(perplexity.count).toBe(7);
  });

  test('is e to the mean over tokens, not over batches', async () => {
    const perplexity = new Perplexity();
    const loss = tf.scalar(1);
    await perplexity.update(loss, 3);
    await perplexity.update(5, 1);
    expect(perplexity.value).toBeCloseTo(Math.exp(2), 10);
    perplexity.reset();
    expect(perplexity.value).toBeNaN();
    loss.dispose();
    await expectRefusal(
      () => perplexity.update(1, -1),
      'Perplexity.update: count: expected a number of at least 0, got -1',
    );
  });
});

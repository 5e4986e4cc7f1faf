import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Accuracy } from './accuracy';

// sklearn.metrics.top_k_accuracy_score's own example: 0.75 with k = 2
const SCORES = [
  [0.5, 0.2, 0.2],
  [0.3, 0.4, 0.2],
  [0.2, 0.4, 0.3],
  [0.7, 0.2, 0.1],
];
const LABELS = [0, 1, 2, 2];

describe('Accuracy', () => {
  test.each([
    [1, 0.5],
    [2, 0.75],
    [3, 1],
    [7, 1],
  ])('of the %i largest', async (topK, wanted) => {
    const accuracy = new Accuracy({ topK });
    await accuracy.update(SCORES, LABELS);
    expect(accuracy.value).toBe(wanted);
    expect(accuracy.count).toBe(4);
  });

  test('takes tensors of any rank, batch by batch', async () => {
    const [scores, labels] = [tf.tensor(SCORES), tf.tensor(LABELS, [4], 'int32')];
    const accuracy = new Accuracy();
    await accuracy.update(tf.reshape(scores, [2, 2, 3]), tf.reshape(labels, [2, 2]));
    await accuracy.update(tf.tensor([0, 0, 1]), 2);
    expect(accuracy.correct).toBe(3);
    expect(accuracy.value).toBe(3 / 5);
    accuracy.reset();
    expect(accuracy.value).toBeNaN();
    tf.dispose([scores, labels]);
  });

  test('leaves out the rows that are ignored', async () => {
    const accuracy = new Accuracy({ ignoreIndex: 2 });
    await accuracy.update(SCORES, LABELS);
    expect([accuracy.correct, accuracy.count]).toEqual([2, 2]);
  });

  test('of equal scores takes the first; NaN is no hit', async () => {
    const accuracy = new Accuracy();
    await accuracy.update([[1, 1]], [0]);
    expect(accuracy.correct).toBe(1);
    await accuracy.update([[1, 1]], [1]);
    await accuracy.update([[Number.NaN, 0]], [1]);
    await accuracy.update([[Number.NaN, Number.NaN]], [1]);
    expect([accuracy.correct, accuracy.count]).toEqual([1, 4]);
  });

  test('refuses what does not fit', async () => {
    const accuracy = new Accuracy();
    await expectRefusal(
      () => accuracy.update(SCORES, [0, 1]),
      'Accuracy.update: labels: expected [4], got [2]',
    );
    await expectRefusal(
      () => accuracy.update(SCORES, [0, 1, 3, 0]),
      'Accuracy.update: labels: expected classes from 0 to 2, got 3 at 2',
    );
    await expectRefusal(
      () => accuracy.update(3, 0),
      'Accuracy.update: scores: expected [..., classes], got []',
    );
    await expectRefusal(
      () => accuracy.update([[1, 2], [3]], [0, 0]),
      'Accuracy.update: scores: expected rows of one shape, got [2] and [1]',
    );
    await expectRefusal(
      () => accuracy.update('no' as never, [0]),
      'Accuracy.update: scores: expected numbers, got "no"',
    );
    expect(accuracy.count).toBe(0);
    await expectRefusal(
      () => new Accuracy({ topK: 0 }),
      'Accuracy: topK: expected a positive integer, got 0',
    );
  });

  test('makes no tensors', async () => {
    const scores = tf.tensor(SCORES);
    await expectNoLeaks(() => new Accuracy().update(scores, LABELS));
    scores.dispose();
  });
});

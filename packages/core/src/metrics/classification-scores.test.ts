import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { classificationScores, type ScoreOptions, scoresByClass } from './classification-scores';
import { ConfusionMatrix } from './confusion-matrix';

async function matrixOf(predicted: number[], labels: number[], classes: number) {
  const matrix = new ConfusionMatrix(classes);
  await matrix.update(predicted, labels);
  return matrix;
}

describe('ConfusionMatrix', () => {
  // sklearn.metrics.confusion_matrix's own example
  test('counts labels by row, predictions by column', async () => {
    const matrix = await matrixOf([0, 0, 2, 2, 0, 2], [2, 0, 2, 2, 0, 1], 3);
    expect([...matrix.counts]).toEqual([2, 0, 0, 0, 0, 1, 1, 0, 2]);
    expect(matrix.at(1, 2)).toBe(1);
    expect(matrix.at(2, 1)).toBe(0);
    matrix.reset();
    expect([...matrix.counts]).toEqual(Array(9).fill(0));
  });

  test('takes tensors: classes, or scores of which the largest counts', async () => {
    const matrix = new ConfusionMatrix(2, { ignoreIndex: -1 });
    const scores = tf.tensor([1, 2, 3, 0, 0, 1], [3, 2]);
    const labels = tf.tensor([1, 1, -1], [3], 'int32');
    await matrix.update(scores, labels);
    expect([...matrix.counts]).toEqual([0, 0, 1, 1]);
    const predicted = tf.tensor([0, 0, 0], [3], 'int32');
    await matrix.update(predicted, labels);
    expect([...matrix.counts]).toEqual([0, 0, 3, 1]);
    tf.dispose([scores, labels, predicted]);
  });

  test('refuses what does not fit', async () => {
    const matrix = new ConfusionMatrix(3);
    await expectRefusal(
      () => matrix.update([0, 3], [0, 0]),
      'ConfusionMatrix.update: predicted: expected classes from 0 to 2, got 3 at 1',
    );
    await expectRefusal(
      () => matrix.update([0, -100], [0, 0]),
      'ConfusionMatrix.update: predicted: expected classes from 0 to 2, got -100 at 1',
    );
    await expectRefusal(
      () => matrix.update([0, 1], [0, 0.5]),
      'ConfusionMatrix.update: labels: expected classes from 0 to 2, got 0.5 at 1',
    );
    await expectRefusal(
      () => matrix.update([0, 1], [0]),
      'ConfusionMatrix.update: labels: expected [2], got [1]',
    );
    await expectRefusal(
      () => new ConfusionMatrix(0),
      /ConfusionMatrix: classes: expected .*, got 0$/,
    );
    await expectRefusal(() => matrix.at(3, 0), /label: expected an integer from 0 to 2, got 3/);
  });
});

describe('classificationScores', () => {
  // sklearn.metrics.precision_score's, recall_score's and f1_score's own example
  const LABELS = [0, 1, 2, 0, 1, 2];
  const PREDICTED = [0, 2, 1, 0, 0, 1];
  test.each<[NonNullable<ScoreOptions['average']>, number, number, number]>([
    ['macro', 2 / 9, 1 / 3, 0.8 / 3],
    ['micro', 1 / 3, 1 / 3, 1 / 3],
    ['weighted', 2 / 9, 1 / 3, 0.8 / 3],
  ])('%s, as scikit-learn', async (average, precision, recall, f1) => {
    const scores = classificationScores(await matrixOf(PREDICTED, LABELS, 3), { average });
    expect(scores.precision).toBeCloseTo(precision, 12);
    expect(scores.recall).toBeCloseTo(recall, 12);
    expect(scores.f1).toBeCloseTo(f1, 12);
    expect(scores.support).toBe(6);
  });

  test('of each class', async () => {
    const scores = scoresByClass(await matrixOf(PREDICTED, LABELS, 3));
    expect(scores.map(({ precision }) => precision)).toEqual([2 / 3, 0, 0]);
    expect(scores.map(({ recall }) => recall)).toEqual([1, 0, 0]);
    expect(scores.map(({ f1 }) => f1)).toEqual([0.8, 0, 0]);
    expect(scores.map(({ support }) => support)).toEqual([2, 2, 2]);
  });

  test('weighted means each class by its support', async () => {
    // Class 0: tp 2, fn 1, fp 0; class 1: tp 1, fn 0, fp 1.
    const matrix = await matrixOf([0, 0, 1, 1], [0, 0, 0, 1], 2);
    const weighted = classificationScores(matrix, { average: 'weighted' });
    expect(weighted.precision).toBeCloseTo((3 * 1 + 1 * 0.5) / 4, 12);
    expect(weighted.recall).toBeCloseTo((3 * (2 / 3) + 1) / 4, 12);
    expect(weighted.f1).toBeCloseTo((3 * 0.8 + 2 / 3) / 4, 12);
    const binary = classificationScores(matrix, { average: 'binary' });
    expect(binary).toEqual({ precision: 0.5, recall: 1, f1: 2 / 3, support: 1 });
    const other = classificationScores(matrix, { average: 'binary', positive: 0 });
    expect(other).toEqual({ precision: 1, recall: 2 / 3, f1: 0.8, support: 3 });
  });

  // sklearn.metrics.precision_score([0, 1, 2, 0, 1, 2], [0] * 6, average=None, zero_division=…)
  test('0 / 0 counts as what is asked for', async () => {
    const matrix = await matrixOf([0, 0, 0, 0, 0, 0], LABELS, 3);
    const precisions = (zeroDivision: 0 | 1) =>
      scoresByClass(matrix, { zeroDivision }).map(({ precision }) => precision);
    expect(precisions(0)).toEqual([1 / 3, 0, 0]);
    expect(precisions(1)).toEqual([1 / 3, 1, 1]);
    const none = await matrixOf([0, 0], [0, 0], 2);
    expect(classificationScores(none, { average: 'binary' }).f1).toBe(0);
    expect(classificationScores(none, { average: 'binary', zeroDivision: 1 }).f1).toBe(1);
  });

  test('classes that do not occur are left out of means', async () => {
    const scores = classificationScores(await matrixOf([0, 1], [0, 1], 5));
    expect(scores).toEqual({ precision: 1, recall: 1, f1: 1, support: 2 });
  });

  test('refuses options that are none', async () => {
    const matrix = new ConfusionMatrix(3);
    await expectRefusal(
      () => classificationScores(matrix, { average: 'binary' }),
      'classificationScores: average: expected "binary" for 2 classes, got 3',
    );
    await expectRefusal(
      () => classificationScores(matrix, { average: 'all' as 'macro' }),
      'classificationScores: average: expected "macro", "weighted", "micro" or "binary", got "all"',
    );
    await expectRefusal(
      () => scoresByClass(matrix, { zeroDivision: 2 as 1 }),
      'scoresByClass: zeroDivision: expected 0 or 1, got 2',
    );
    await expectRefusal(
      () => classificationScores(new ConfusionMatrix(2), { average: 'binary', positive: 2 }),
      'classificationScores: positive: expected an integer from 0 to 1, got 2',
    );
  });
});

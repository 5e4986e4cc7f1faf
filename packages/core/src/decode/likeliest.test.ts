import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { likeliest } from './likeliest';
import { logSoftmaxRow } from './log-softmax';

const where = 'test';

/** The same by sorting all of them. */
async function bySorting(logits: tf.Tensor, k: number) {
  const [rows, classes] = logits.shape as [number, number];
  const values = (await logits.data()) as Float32Array;
  return Array.from({ length: rows }, (_, row) => {
    const own = values.slice(row * classes, (row + 1) * classes);
    const order = Array.from(own, (_, i) => i).sort(
      (a, b) => (own[b] as number) - (own[a] as number) || a - b,
    );
    logSoftmaxRow(own);
    return order.slice(0, k).map((place) => [place, own[place] as number] as const);
  });
}

describe('likeliest', () => {
  test.each([
    [1, 1, 1],
    [3, 7, 7],
    [5, 31, 4],
    [2, 1009, 10],
    [4, 101, 65],
  ])('of %i rows of %i classes the %i best are those of a sort', async (rows, classes, k) => {
    const logits = tf.mul(seededTensor([rows, classes], rows + k), 30);
    const found = await likeliest(where, logits, k);
    const wanted = await bySorting(logits, k);
    wanted.flat().forEach(([place, logProbability], i) => {
      expect(found.classes[i]).toBe(place);
      expect(found.logProbabilities[i]).toBeCloseTo(logProbability, 4);
    });
    expect(found.classes.length).toBe(rows * k);
  });

  test('of equal ones the first comes first', async () => {
    const logits = tf.tensor2d([[1, 3, 3, 1, 3, 0]]);
    const { classes } = await likeliest(where, logits, 5);
    expect(Array.from(classes)).toEqual([1, 2, 4, 0, 3]);
  });

  test('what is −∞ has no probability, and of what is ∞ each is certain', async () => {
    const logits = tf.tensor2d([
      [-Infinity, 2, -Infinity, 1],
      [-Infinity, -Infinity, -Infinity, -Infinity],
      [Infinity, 5, Infinity, -Infinity],
    ]);
    const { classes, logProbabilities } = await likeliest(where, logits, 3);
    expect(Array.from(classes)).toEqual([1, 3, -1, -1, -1, -1, 0, 2, -1]);
    const shift = Math.log(1 + Math.exp(-1));
    const wanted = [
      -shift,
      -1 - shift,
      -Infinity,
      -Infinity,
      -Infinity,
      -Infinity,
      0,
      0,
      -Infinity,
    ];
    wanted.forEach((value, i) => {
      expect(logProbabilities[i]).toBeCloseTo(value, 5);
    });
  });

  test('logits as large as floats have no overflow', async () => {
    const { classes, logProbabilities } = await likeliest(
      where,
      tf.tensor2d([[3e38, -3e38, 3e38]]),
      2,
    );
    expect(Array.from(classes)).toEqual([0, 2]);
    expect(Number.isFinite(logProbabilities[0])).toBe(true);
  });

  test('leaves no tensor', async () => {
    const logits = seededTensor([6, 11], 3);
    await expectNoLeaks(() => likeliest(where, logits, 2));
  });

  test('refuses NaN, and other arguments', async () => {
    const logits = tf.tensor2d([
      [1, 2],
      [Number.NaN, 1],
    ]);
    const refused = (x: tf.Tensor, k: number, message: RegExp) =>
      expectRefusal(() => likeliest(where, x, k), message);
    await refused(logits, 1, /^test: logits of row 1: expected numbers, got NaN$/);
    await refused(tf.zeros([0, 3]), 1, /no empty axis/);
    await refused(tf.zeros([3]), 1, /^test: logits: expected \[rows, classes\]/);
    await refused(tf.zeros([1, 3]), 4, /^test: k: expected .* 3, got 4$/);
  });
});

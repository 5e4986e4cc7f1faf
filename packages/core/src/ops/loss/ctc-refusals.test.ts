import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../check/shape';
import { ctcLoss } from './ctc-loss';

const int = (rows: number[][]) =>
  tf.tensor(rows.flat(), [rows.length, rows[0]?.length ?? 0], 'int32');

describe('ctcLoss refuses', () => {
  const [x, labels] = [
    () => seededTensor([2, 3, 4]),
    () =>
      int([
        [1, 2],
        [3, 1],
      ]),
  ];

  test.each([4, -1, 0, 2 ** 31 - 1, -(2 ** 31)])('the label %i of 4 classes', async (label) => {
    const [logits, wrong] = [
      x(),
      int([
        [1, 2],
        [3, label],
      ]),
    ];
    const error = await expectRefusal(
      () => ctcLoss(logits, wrong, [3, 3], [2, 2]),
      `ctcLoss: labels: expected classes from 0 to 3 but 0 (the blank), got ${label} at [1, 1]`,
    );
    expect(error).toBeInstanceOf(RangeError);
    // Behind the row's length it is not read.
    expect(ctcLoss(logits, wrong, [3, 3], [2, 1]).shape).toEqual([]);
  });

  test('lengths past the sizes, and as many of them as there are rows', async () => {
    const [logits, own] = [x(), labels()];
    await expectRefusal(
      () => ctcLoss(logits, own, [3, 4], [2, 2]),
      'ctcLoss: inputLengths.1: expected an integer from 0 to 3, got 4',
    );
    await expectRefusal(
      () => ctcLoss(logits, own, [3, 3], [-1, 2]),
      'ctcLoss: labelLengths.0: expected an integer from 0 to 2, got -1',
    );
    await expectRefusal(
      () => ctcLoss(logits, own, [3], [2, 2]),
      'ctcLoss: inputLengths: expected 2 of them, got 1',
    );
    await expectRefusal(
      () => ctcLoss(logits, own, [3, 1.5], [2, 2]),
      'ctcLoss: inputLengths.1: expected an integer from 0 to 3, got 1.5',
    );
  });

  test('shapes, dtypes and options that do not fit', async () => {
    const [logits, own] = [x(), labels()];
    const flat = seededTensor([2, 3]);
    const error = await expectRefusal(
      () => ctcLoss(flat, own, [3, 3], [2, 2]),
      'ctcLoss: logits: expected [batch, time, classes], got [2, 3]',
    );
    expect(error).toBeInstanceOf(ShapeError);
    const three = int([[1], [1], [1]]);
    await expectRefusal(
      () => ctcLoss(logits, three, [3, 3], [1, 1]),
      'ctcLoss: labels: expected [2, labels], got [3, 1]',
    );
    await expectRefusal(
      () => ctcLoss(logits, flat, [3, 3], [2, 2]),
      'ctcLoss: labels: expected dtype int32, got float32',
    );
    const bare = tf.zeros([2, 3, 0]);
    await expectRefusal(
      () => ctcLoss(bare, own, [3, 3], [0, 0]),
      'ctcLoss: logits: expected [batch, time, classes] with no empty axis, got [2, 3, 0]',
    );
    for (const blank of [4, -1, 0.5, Number.NaN]) {
      await expectRefusal(
        () => ctcLoss(logits, own, [3, 3], [2, 2], { blank }),
        /blank: expected an integer from 0 to/,
      );
    }
    await expectRefusal(
      () => ctcLoss(logits, own, [3, 3], [2, 2], { zeroInfinity: 1 as never }),
      /zeroInfinity: expected/,
    );
  });
});

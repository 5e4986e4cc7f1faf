import { backendName, expectNoLeaks, expectSameOnEveryBackend, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../../fixtures/torch-ctc.json';
import { ctcLoss } from './ctc-loss';
import type { Reduction } from './reduction';

const int = (rows: number[][]) =>
  tf.tensor(rows.flat(), [rows.length, rows[0]?.length ?? 0], 'int32');

/** Labels that are no blank, of which some repeat. */
const labelsOf = (batch: number, most: number, classes: number) =>
  int(
    Array.from({ length: batch }, (_, b) =>
      Array.from({ length: most }, (_, i) => 1 + (((i >> 1) * 3 + b) % (classes - 1))),
    ),
  );

describe('ctcLoss on every backend', () => {
  test.each([1, 3, 5, 7, 17, 33])('kernels, programs and ops agree, %i labels', async (most) => {
    const [batch, time, classes] = [3, 2 * most + 5, most + 2];
    await expectSameOnEveryBackend(() => {
      const f = (z: tf.Tensor) =>
        ctcLoss(
          z,
          labelsOf(batch, most, classes),
          [time, time - 2, time - 1],
          [most, most - 1, most >> 1],
          { reduction: 'none' },
        );
      const x = seededTensor([batch, time, classes], 1, 5);
      return [f(x), tf.grad(f)(x)];
    });
  });

  test('more states and classes than a group has threads', async () => {
    await expectSameOnEveryBackend(() => {
      const f = (z: tf.Tensor) => ctcLoss(z, labelsOf(2, 150, 301), [310, 300], [150, 149]);
      const x = seededTensor([2, 310, 301], 1, 3);
      return [f(x), tf.slice(tf.grad(f)(x), [0, 100, 0], [2, 9, 301])];
    });
  });

  // fixtures/torch_ctc.py
  test.each(golden.filter(({ reduction }) => reduction === 'mean'))(
    'golden numbers, $name',
    (wanted) => {
      const { times, counts, blank, zeroInfinity, scale } = wanted;
      const options = { blank, zeroInfinity, reduction: wanted.reduction as Reduction };
      const f = (x: tf.Tensor) => ctcLoss(x, int(wanted.labels), times, counts, options);
      const x = seededTensor(wanted.shape, 1, scale);
      const loss = f(x);
      expect(tf.reshape(loss, [-1])).toBeClose(wanted.loss);
      const dx = tf.grad(f)(x, seededTensor([], 3));
      expect(tf.reshape(dx, [-1])).toBeClose(wanted.dx);
    },
  );

  test('the gradient of a gradient', async () => {
    await expectSameOnEveryBackend(() => {
      const f = (z: tf.Tensor) =>
        ctcLoss(
          z,
          int([
            [1, 1],
            [2, 3],
          ]),
          [5, 4],
          [2, 1],
        );
      const x = seededTensor([2, 5, 4], 1);
      return [tf.grad((z) => tf.sum(tf.square(tf.grad(f)(z))))(x)];
    });
  });

  test('leaves its result only', async () => {
    const [x, labels] = [
      seededTensor([2, 5, 4], 1),
      int([
        [1, 1],
        [2, 3],
      ]),
    ];
    const f = (z: tf.Tensor) => ctcLoss(z, labels, [5, 4], [2, 1]);
    await expectNoLeaks(() => f(x).dispose());
    await expectNoLeaks(() => tf.grad(f)(x).dispose());
  });
});

test.runIf(backendName === 'webgpu')('a label outside that a GPU computed makes the loss ∞', () => {
  const computed = tf.reshape(tf.argMax(tf.oneHot(int([[7, 1]]), 8), -1), [1, 2]) as tf.Tensor;
  const options = { zeroInfinity: true } as const;
  expect(ctcLoss(tf.zeros([1, 3, 4]), computed, [3], [2], options)).toBeClose(0);
});

import {
  backendName,
  expectGradients,
  expectNoLeaks,
  seededTensor,
  seededValues,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../../fixtures/torch-ctc.json';
import { logSoftmax } from '../activation/softmax';
import { withoutKernels } from '../matrix/without-kernels';
import { type CtcLossOptions, ctcLoss } from './ctc-loss';
import { everyPath } from './every-path';
import type { Reduction } from './reduction';

const REDUCTIONS: Reduction[] = ['mean', 'sum', 'none'];

const int = (rows: number[][]) =>
  tf.tensor(rows.flat(), [rows.length, rows[0]?.length ?? 0], 'int32');

describe('ctcLoss', () => {
  test('shapes', () => {
    const [x, labels] = [
      seededTensor([2, 7, 5]),
      int([
        [1, 3, 2],
        [4, 1, 1],
      ]),
    ];
    const of = (reduction: Reduction) => ctcLoss(x, labels, [7, 6], [3, 2], { reduction });
    expect(of('mean').shape).toEqual([]);
    expect(of('sum').shape).toEqual([]);
    expect(of('none').shape).toEqual([2]);
  });

  // fixtures/torch_ctc.py
  test.each(golden)('golden numbers, $name, $reduction', (wanted) => {
    const { times, counts, blank, zeroInfinity, scale } = wanted;
    const options = { blank, zeroInfinity, reduction: wanted.reduction as Reduction };
    const f = (x: tf.Tensor) => ctcLoss(x, int(wanted.labels), times, counts, options);
    const x = seededTensor(wanted.shape, 1, scale);
    const loss = f(x);
    expect(tf.reshape(loss, [-1])).toBeClose(wanted.loss);
    const dx = tf.grad(f)(x, seededTensor(loss.shape, 3));
    expect(tf.reshape(dx, [-1])).toBeClose(wanted.dx);
    // As PyTorch has it, of log-probabilities.
    const logs = logSoftmax(x);
    expect(f(logs)).toBeClose(loss);
    expect(tf.grad(f)(logs, seededTensor(loss.shape, 3))).toBeClose(dx);
  });

  test.each([0, 2])('is a sum over all paths, blank %i', (blank) => {
    const classes = 3;
    for (const time of [1, 2, 3, 5]) {
      const values = seededValues(time * classes, time);
      const logits = Array.from({ length: time }, (_, t) =>
        Array.from(values.subarray(t * classes, (t + 1) * classes), (v) => 3 * v),
      );
      for (const [key, log] of everyPath(logits, blank)) {
        const labels = key === '' ? [] : key.split(',').map(Number);
        const x = tf.tensor([logits]);
        const loss = ctcLoss(x, int([labels]), [time], [labels.length], {
          blank,
          reduction: 'sum',
        });
        expect(loss).toBeClose(-log);
      }
    }
  });

  test.runIf(backendName === 'wasm')('the ops are the kernels where logits are far apart', () => {
    for (const spread of [1e-3, 30, 1e3, 1e6]) {
      const x = seededTensor([2, 9, 5], 1, spread);
      const f = (z: tf.Tensor) =>
        ctcLoss(
          z,
          int([
            [1, 1, 4],
            [2, 3, 2],
          ]),
          [9, 8],
          [3, 3],
        );
      const [loss, dx] = [f(x), tf.grad(f)(x)];
      withoutKernels(() => {
        expect(f(x)).toBeClose(loss);
        expect(tf.grad(f)(x)).toBeClose(dx, { absolute: 1e-4 });
      });
    }
  });

  test('the labels of a path that is nearly certain cost nothing', () => {
    const path = [0, 2, 2, 0, 2, 1, 0];
    const x = tf.mul(tf.oneHot(tf.tensor(path, [1, 7], 'int32'), 3), 1e4);
    expect(ctcLoss(x as tf.Tensor, int([[2, 2, 1]]), [7], [3])).toBeClose(0);
    expect(ctcLoss(x as tf.Tensor, int([[2, 1, 1]]), [7], [3])).toBeClose(2e4 / 3);
  });

  test('a long line keeps its digits', () => {
    // 500 frames of two classes that are alike: as many paths as there are ways to choose a first and a last frame of the label.
    const x = tf.zeros([1, 500, 2]);
    const f = (z: tf.Tensor) => ctcLoss(z, int([[1]]), [500], [1]);
    const wanted = 500 * Math.LN2 - Math.log((501 * 500) / 2);
    // Logarithms, which the ops have, are large numbers here.
    expect(f(x)).toBeClose(wanted, { relative: backendName === 'cpu' ? 1e-5 : 1e-6 });
    // Of the probabilities those of the labels are more towards the middle; they add up to the frames that are theirs.
    const dx = tf.grad(f)(x);
    expect(tf.sum(dx, -1)).toBeClose(tf.zeros([1, 500]));
    const mean = (500 + 2) / 3;
    expect(tf.sum(tf.sub(0.5, tf.slice(dx, [0, 0, 1], [1, 500, 1])))).toBeClose(mean, {
      relative: backendName === 'cpu' ? 2e-3 : 1e-5,
    });
  });

  test.each(REDUCTIONS)('gradients, and those of the gradients, %s', (reduction) => {
    if (backendName === 'webgpu') return;
    const labels = int([
      [1, 1],
      [2, 0],
    ]);
    const f = (x: tf.Tensor) => ctcLoss(x, labels, [4, 3], [2, 1], { reduction });
    expectGradients(f, [seededTensor([2, 4, 3], 1)]);
    expectGradients(
      (x) => tf.grad((z) => tf.sum(tf.square(f(z))))(x),
      [seededTensor([2, 4, 3], 1)],
    );
  });

  test('is ∞ where the labels do not fit, with a gradient of NaN, or 0 and 0', async () => {
    const x = seededTensor([2, 3, 4]);
    const of = (own: CtcLossOptions) => (z: tf.Tensor) =>
      ctcLoss(
        z,
        int([
          [1, 1, 2],
          [1, 2, 3],
        ]),
        [2, 3],
        [3, 3],
        { reduction: 'none', ...own },
      );
    const [loss, dx] = [of({})(x), tf.grad(of({}))(x)];
    const [one, other] = await Promise.all([loss.data(), dx.data()]);
    // A GPU may take NaN and infinities for numbers.
    if (backendName !== 'webgpu') {
      expect(one[0]).toBe(Number.POSITIVE_INFINITY);
      expect(other.subarray(0, 8).every(Number.isNaN)).toBe(true);
    }
    expect(Number.isFinite(one[1])).toBe(true);
    expect([...other.subarray(8, 12)]).toEqual([0, 0, 0, 0]);
    expect(other.subarray(12).every(Number.isFinite)).toBe(true);
    const zeroed = of({ zeroInfinity: true });
    expect(zeroed(x)).toBeClose([0, one[1] as number]);
    const kept = tf.grad(zeroed)(x);
    expect(tf.slice(kept, [0, 0, 0], [1, 3, 4])).toBeClose(tf.zeros([1, 3, 4]));
    expect(tf.slice(kept, [1, 0, 0], [1, 3, 4])).toBeClose([[...split(other.subarray(12), 4)]]);
  });

  test.skipIf(backendName === 'webgpu')('NaN and infinities among the logits', () => {
    const of = (values: number[]) =>
      ctcLoss(tf.tensor(values, [1, 2, 3]), int([[1]]), [2], [1], { zeroInfinity: false });
    expect(of([0, Number.NaN, 0, 0, 0, 0])).toBeClose(Number.NaN);
    expect(of([0, Number.POSITIVE_INFINITY, 0, 0, 0, 0])).toBeClose(Number.NaN);
    const none = Number.NEGATIVE_INFINITY;
    expect(of([0, 0, 0, none, none, none])).toBeClose(Number.NaN);
    expect(of([0, 0, none, 0, 0, none])).toBeClose(Math.log(4 / 3));
    expect(of([0, none, 0, 0, none, 0])).toBeClose(Number.POSITIVE_INFINITY);
    // What does not count is not read.
    const x = tf.tensor([
      [
        [0, 0, 0],
        [Number.NaN, 0, 0],
      ],
    ]);
    const f = (z: tf.Tensor) => ctcLoss(z, int([[1, 99]]), [1], [1]);
    expect(f(x)).toBeClose(Math.log(3));
    expect(tf.grad(f)(x)).toBeClose([
      [
        [1 / 3, -2 / 3, 1 / 3],
        [0, 0, 0],
      ],
    ]);
  });

  test('of no rows, no frames and no labels', () => {
    const of =
      (shape: number[], labels: tf.Tensor, times: number[], counts: number[]) =>
      (reduction: Reduction) => {
        const f = (z: tf.Tensor) => ctcLoss(z, labels, times, counts, { reduction });
        const x = tf.zeros(shape);
        expect(tf.grad(f)(x).shape).toEqual(shape);
        return f(x);
      };
    const nothing = of([0, 3, 4], tf.zeros([0, 2], 'int32'), [], []);
    expect(nothing('none').shape).toEqual([0]);
    expect(nothing('sum')).toBeClose(0);
    const frameless = of([2, 0, 4], int([[1], [1]]), [0, 0], [0, 0]);
    for (const reduction of ['mean', 'sum'] as const) expect(frameless(reduction)).toBeClose(0);
    expect(frameless('none')).toBeClose([0, 0]);
    expect(of([1, 2, 4], tf.zeros([1, 0], 'int32'), [2], [0])('sum')).toBeClose(2 * Math.log(4));
  });

  test('leaves its result only', async () => {
    const [x, labels] = [
      seededTensor([2, 5, 4], 1),
      int([
        [1, 1],
        [2, 3],
      ]),
    ];
    for (const reduction of REDUCTIONS) {
      const f = (z: tf.Tensor) => ctcLoss(z, labels, [5, 4], [2, 1], { reduction });
      await expectNoLeaks(() => f(x).dispose());
      await expectNoLeaks(() => tf.grad(f)(x).dispose());
    }
  });
});

function* split(values: ArrayLike<number>, size: number): Generator<number[]> {
  for (let i = 0; i < values.length; i += size) yield Array.from(values).slice(i, i + size);
}

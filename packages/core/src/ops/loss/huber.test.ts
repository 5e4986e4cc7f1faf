import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../../fixtures/torch-losses.json';
import { huber } from './huber';
import { mse } from './mse';
import type { Reduction } from './reduction';

const REDUCTIONS: Reduction[] = ['mean', 'sum', 'none'];

const of = (options: Parameters<typeof huber>[2]) =>
  ((p: tf.Tensor, t: tf.Tensor) => huber(p, t, options)) as (...xs: tf.Tensor[]) => tf.Tensor;

describe('huber', () => {
  test('shapes', () => {
    for (const shape of [[], [2], [2, 3], [2, 3, 5]]) {
      const [p, t] = [tf.zeros(shape), tf.ones(shape)];
      expect(huber(p, t).shape).toEqual([]);
      expect(huber(p, t, { reduction: 'none' }).shape).toEqual(shape);
    }
  });

  // The recipe is in index-cross-entropy.test.ts.
  test.each(golden.huber)('golden numbers, delta $delta, $reduction', (wanted) => {
    const f = of({ delta: wanted.delta, reduction: wanted.reduction as Reduction });
    const inputs = [seededTensor([2, 3], 1, 2), seededTensor([2, 3], 2)];
    const loss = f(...inputs);
    expect(loss).toBeClose(wanted.loss);
    const [dp, dt] = tf.grads(f)(inputs, seededTensor(loss.shape, 3));
    expect(dp).toBeClose(wanted.dx);
    expect(dt).toBeClose(wanted.dt);
  });

  test('near 0 it is half the squared error, far out a line', () => {
    const [p, t] = [seededTensor([7], 1), seededTensor([7], 2)];
    expect(huber(p, t, { delta: 10 })).toBeClose(tf.div(mse(p, t), 2));
    const far = huber(tf.tensor([100, -100]), tf.zeros([2]), { delta: 2, reduction: 'none' });
    expect(far).toBeClose([198, 198]);
    const inf = Number.POSITIVE_INFINITY;
    expect(huber(tf.tensor([inf, -inf]), tf.zeros([2]), { reduction: 'none' })).toBeClose([
      inf,
      inf,
    ]);
  });

  test.each(REDUCTIONS)('gradients, and those of the gradients, %s', (reduction) => {
    // None of the differences is near ±0.6.
    const inputs = [tf.tensor([0.1, -0.5, 2, 0.3, 1]), tf.tensor([0.5, 1, 0, 0.2, -2])];
    expectGradients(of({ delta: 0.6, reduction }), inputs);
    const first = (...xs: tf.Tensor[]) =>
      tf.concat(
        tf.grads((...zs: tf.Tensor[]) => tf.sum(tf.square(of({ delta: 0.6, reduction })(...zs))))(
          xs,
        ),
      );
    expectGradients(first, inputs);
  });

  test('is the same on every backend, at odd sizes', async () => {
    await expectSameOnEveryBackend(() =>
      [1, 3, 5, 7, 17, 33].flatMap((n) =>
        REDUCTIONS.flatMap((reduction) => {
          const f = of({ delta: 0.7, reduction });
          const inputs = [seededTensor([n], n, 2), seededTensor([n], n + 100)];
          return [f(...inputs), ...tf.grads(f)(inputs)];
        }),
      ),
    );
  });

  test('refuses what does not fit', async () => {
    const [p, t] = [tf.zeros([2, 3]), tf.zeros([3, 2])];
    await expectRefusal(
      () => huber(p, t),
      'huber: target: expected [2, 3] as prediction, got [3, 2]',
    );
    await expectRefusal(
      () => huber(p, p, { delta: 0 }),
      'huber: delta: expected a number over 0, got 0',
    );
    await expectRefusal(
      () => huber(p, p, { reduction: 'max' as Reduction }),
      'huber: reduction: expected "mean", "sum" or "none", got "max"',
    );
  });

  test('leaves its result only', async () => {
    const inputs = [seededTensor([2, 3], 1), seededTensor([2, 3], 2)];
    for (const reduction of REDUCTIONS) {
      await expectNoLeaks(() => of({ reduction })(...inputs).dispose());
      await expectNoLeaks(() => tf.dispose(tf.grads(of({ reduction }))(inputs)));
    }
  });
});

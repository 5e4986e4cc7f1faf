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
import { logSoftmax, softmax } from '../activation/softmax';
import { type KlDivergenceOptions, klDivergence } from './kl-divergence';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const REDUCTIONS = ['batchMean', 'mean', 'sum', 'none'] as const;
const inf = Number.POSITIVE_INFINITY;

const of = (options: KlDivergenceOptions) =>
  ((x: tf.Tensor, t: tf.Tensor) => klDivergence(x, t, options)) as (
    ...xs: tf.Tensor[]
  ) => tf.Tensor;

/** Distributions, and their logarithms. */
const inputs = (logTarget = false, shape = [2, 3], spread = 2) => [
  logSoftmax(seededTensor(shape, 1, spread)),
  (logTarget ? logSoftmax : softmax)(seededTensor(shape, 2, spread)),
];

describe('klDivergence', () => {
  // The recipe is in index-cross-entropy.test.ts.
  test.each(golden.kl)('golden numbers, logTarget $logTarget, $reduction', (wanted) => {
    const { reduction, logTarget } = wanted as Required<KlDivergenceOptions>;
    const f = of({ reduction, logTarget });
    const at = inputs(wanted.logTarget);
    const loss = f(...at);
    expect(loss.shape).toEqual(wanted.reduction === 'none' ? [2, 3] : []);
    expect(loss).toBeClose(wanted.loss);
    const [dx, dt] = tf.grads(f)(at, seededTensor(loss.shape, 3));
    expect(dx).toBeClose(wanted.dx);
    expect(dt).toBeClose(wanted.dt);
  });

  test('is 0 of equals, and cross-entropy less entropy', () => {
    const x = seededTensor([2, 3, 5], 1);
    expect(klDivergence(logSoftmax(x), softmax(x))).toBeClose(0);
    const t = softmax(seededTensor([2, 3, 5], 2));
    const entropy = tf.neg(tf.sum(tf.mul(t, tf.log(t))));
    const cross = softmaxCrossEntropy(x, t, { reduction: 'sum' });
    expect(klDivergence(logSoftmax(x), t, { reduction: 'sum' })).toBeClose(tf.sub(cross, entropy));
  });

  test('a target of 0 adds nothing and hears nothing', () => {
    const x = tf.tensor([Math.log(0.5), Math.log(0.5), -inf]);
    const f = of({ reduction: 'sum' });
    const t = tf.tensor([1, 0, 0]);
    expect(f(x, t)).toBeClose(Math.LN2);
    const [dx, dt] = tf.grads(f)([x, t]);
    expect(dx).toBeClose([-1, 0, 0]);
    expect(dt).toBeClose([1 + Math.LN2, 0, 0]);
    const logs = tf.tensor([0, -inf, -inf]);
    expect(of({ reduction: 'sum', logTarget: true })(x, logs)).toBeClose(Math.LN2);
  });

  test.each(REDUCTIONS)('gradients, and those of the gradients, %s', (reduction) => {
    for (const logTarget of [false, true]) {
      const f = of({ reduction, logTarget });
      const at = inputs(logTarget, [2, 3], 0.5);
      expectGradients(f, at);
      const first = (...xs: tf.Tensor[]) =>
        tf.concat(tf.grads((...zs: tf.Tensor[]) => tf.sum(tf.square(f(...zs))))(xs));
      expectGradients(first, at);
    }
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() =>
      [false, true].flatMap((logTarget) => {
        const at = inputs(logTarget, [3, 17]);
        return [of({ logTarget })(...at), ...tf.grads(of({ logTarget }))(at)];
      }),
    );
  });

  test('refuses what does not fit', async () => {
    const [x, t] = [tf.zeros([2, 3]), tf.zeros([3, 2])];
    await expectRefusal(
      () => klDivergence(x, t),
      'klDivergence: target: expected [2, 3] as logProbabilities, got [3, 2]',
    );
    await expectRefusal(
      () => klDivergence(x, x, { reduction: 'batchmean' as 'mean' }),
      'klDivergence: reduction: expected "batchMean", "mean", "sum" or "none", got "batchmean"',
    );
  });

  test('leaves its result only', async () => {
    const at = inputs();
    for (const reduction of REDUCTIONS) {
      await expectNoLeaks(() => of({ reduction })(...at).dispose());
      await expectNoLeaks(() => tf.dispose(tf.grads(of({ reduction }))(at)));
    }
  });
});

import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { describeShape, expected } from '../../check/describe';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectShape, ShapeError } from '../../check/shape';
import { expectFloats } from '../kit/check';
import { hostValues } from '../rows/ids';
import type { NormPlan } from './norm-plan';
import { AFFINE_OPTIONS, type AffineOptions, checkAffine, momentsOf, normalise } from './normalise';

export interface BatchNormOpOptions extends AffineOptions {
  /** By the statistics of the batch, which come with the result. Default false: by `mean` and `variance`. */
  training?: boolean;
  /** [channels]; needed unless it trains. */
  mean?: tf.Tensor | undefined;
  /** [channels]; needed unless it trains. */
  variance?: tf.Tensor | undefined;
}

/** What `batchNorm` gives in training. */
export interface BatchNormed<T extends tf.Tensor> {
  readonly y: T;
  /** Of each channel, [channels], to keep running statistics of: no gradient flows to it. */
  readonly mean: tf.Tensor1D;
  /** Likewise, over n, not n − 1. */
  readonly variance: tf.Tensor1D;
}

const OPTIONS: OptionChecks<BatchNormOpOptions> = mergeChecks(AFFINE_OPTIONS, {
  training: expectFlag,
  mean: checkedLater,
  variance: checkedLater,
});

/**
 * Batch normalisation, y = (x − mean) / √(variance + ε) · weight + bias, a mean and a variance a channel. In `training` they are
 * those of the batch over all places (the variance over n, not n − 1), and come with the result; else those that are given. As
 * `torch.nn.functional.batch_norm`.
 *
 * Gradient in training: as of `layerNorm`, means over a channel. Else dx = dy weight / √(variance + ε),
 * dweight = Σ dy (y − bias) / weight, dbias = Σ dy. None flows to the statistics.
 *
 * Ioffe and Szegedy, Batch normalization, 2015.
 *
 * @param x float32 [..., channels]
 * @param options.weight, options.bias [channels]
 * @returns the shape of x; in training y, mean and variance
 * @throws ShapeError if sizes do not fit, or a channel has a single number to train on; RangeError for a mean that is not finite or
 *   a variance that is not finite or below 0, naming the channel (of statistics that a GPU computed nothing is read back), and
 *   for statistics that are given in training
 */
export function batchNorm<T extends tf.Tensor>(
  x: T,
  options: BatchNormOpOptions & { training: true },
): BatchNormed<T>;
export function batchNorm<T extends tf.Tensor>(
  x: T,
  options: BatchNormOpOptions & { training?: false },
): T;
export function batchNorm<T extends tf.Tensor>(
  x: T,
  options: BatchNormOpOptions,
): T | BatchNormed<T> {
  const { training = false, mean, variance, ...affine } = readOptions(WHERE, options, OPTIONS);
  const plan = planOf(x, affine);
  if (training) {
    for (const [name, given] of Object.entries({ mean, variance })) {
      if (given === undefined) continue;
      throw new RangeError(expected(`${WHERE}: ${name}`, 'none while it trains', given));
    }
    return byBatch(x, plan, affine);
  }
  const statistics = { mean: mean as tf.Tensor, variance: variance as tf.Tensor };
  for (const name of ['mean', 'variance'] as const) {
    expectFloats(WHERE, name, statistics[name]);
    expectShape(WHERE, name, statistics[name], [plan.groups]);
    expectStatistics(WHERE, name, statistics[name]);
  }
  return normalise('BatchNorm', x, plan, affine, { ...statistics, constant: true }) as T;
}

const WHERE = 'batchNorm';

function byBatch<T extends tf.Tensor>(x: T, plan: NormPlan, affine: AffineOptions): BatchNormed<T> {
  if (plan.places <= 1) {
    throw new ShapeError(
      `${WHERE}: x: expected more than one number a channel to train on, got ${describeShape(x.shape)}`,
    );
  }
  return tf.tidy(() => {
    const moments = momentsOf(x, plan);
    const y = normalise('BatchNorm', x, plan, affine, moments) as T;
    const [mean, variance] = [moments.mean, moments.variance].map((stat) =>
      tf.reshape(stat, [plan.groups]),
    );
    return { y, mean, variance } as never;
  }) as BatchNormed<T>;
}

/** Checks means to be finite, and variances not to be below 0, where this thread has them. @throws RangeError */
export function expectStatistics(where: string, name: 'mean' | 'variance', given: tf.Tensor): void {
  const values = hostValues(given) ?? [];
  for (let channel = 0; channel < values.length; channel++) {
    const value = values[channel] as number;
    if (Number.isFinite(value) && (name === 'mean' || value >= 0)) continue;
    const rule = name === 'mean' ? 'finite numbers' : 'finite numbers of at least 0';
    throw new RangeError(
      `${where}: ${name}: expected ${rule}, got ${value} for channel ${channel}`,
    );
  }
}

/** A channel is a group, over all that comes before it. */
function planOf(x: tf.Tensor, options: AffineOptions): NormPlan {
  expectFloats(WHERE, 'x', x, true);
  const channels = x.shape[x.rank - 1] as number;
  if (channels === 0) expectFloats(WHERE, 'x', x);
  if (x.rank < 2) expectShape(WHERE, 'x', x, ['...', 'batch', 'channels']);
  checkAffine(WHERE, [channels], options);
  return { outer: 1, places: x.size / channels, groups: channels, depth: 1, affine: [channels] };
}

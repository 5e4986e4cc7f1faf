import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { readOptions } from '../../check/options';
import { expectShape, ShapeError } from '../../check/shape';
import { expectFloats } from '../kit/check';
import { hostValues } from '../rows/ids';
import type { NormPlan } from './norm-plan';
import { AFFINE_OPTIONS, type AffineOptions, checkAffine, momentsOf, normalise } from './normalise';

/**
 * Batch normalisation in training, y = (x − μ) / √(σ² + ε) · weight + bias, with the mean and the variance (over n, not
 * n − 1) of each channel over the batch and all places. Gradient: as of `layerNorm`, means over a channel.
 *
 * Ioffe and Szegedy, Batch normalization, 2015.
 *
 * @param x float32 [..., channels]
 * @param options.weight, options.bias [channels]
 * @returns y, and the mean and the variance [channels], to keep running statistics of: no gradient flows to them
 * @throws ShapeError if sizes do not fit, or a channel has a single number
 */
export function batchNorm<T extends tf.Tensor>(
  x: T,
  options?: AffineOptions,
): { y: T; mean: tf.Tensor1D; variance: tf.Tensor1D } {
  const own = readOptions('batchNorm', options, AFFINE_OPTIONS);
  const plan = planOf('batchNorm', x, own);
  if (plan.places <= 1) {
    throw new ShapeError(
      `batchNorm: x: expected more than one number a channel to train on, got ${describeShape(x.shape)}`,
    );
  }
  return tf.tidy(() => {
    const moments = momentsOf(x, plan);
    const y = normalise('BatchNorm', x, plan, own, moments) as T;
    const [mean, variance] = [moments.mean, moments.variance].map((stat) =>
      tf.reshape(stat, [plan.groups]),
    ) as [tf.Tensor1D, tf.Tensor1D];
    return { y, mean, variance };
  });
}

/**
 * Batch normalisation with statistics that are given, y = (x − mean) / √(variance + ε) · weight + bias.
 * Gradient: dx = dy weight / √(variance + ε), dweight = Σ dy (y − bias) / weight, dbias = Σ dy; none of the statistics.
 *
 * @param x float32 [..., channels]
 * @param mean, variance float32 [channels]
 * @param options.weight, options.bias [channels]
 * @throws ShapeError if sizes do not fit; RangeError for a mean that is not finite or a variance that is not finite or
 *   below 0, naming the channel (of statistics that a GPU computed nothing is read back)
 */
export function batchNormInference<T extends tf.Tensor>(
  x: T,
  mean: tf.Tensor,
  variance: tf.Tensor,
  options?: AffineOptions,
): T {
  const where = 'batchNormInference';
  const own = readOptions(where, options, AFFINE_OPTIONS);
  const plan = planOf(where, x, own);
  for (const [name, given] of [
    ['mean', mean],
    ['variance', variance],
  ] as const) {
    expectFloats(where, name, given);
    expectShape(where, name, given, [plan.groups]);
    expectStatistics(where, name, given);
  }
  return normalise('BatchNormInference', x, plan, own, { mean, variance, constant: true }) as T;
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
function planOf(where: string, x: tf.Tensor, options: AffineOptions): NormPlan {
  expectFloats(where, 'x', x, true);
  const channels = x.shape[x.rank - 1] as number;
  if (channels === 0) expectFloats(where, 'x', x);
  if (x.rank < 2) expectShape(where, 'x', x, ['...', 'batch', 'channels']);
  checkAffine(where, [channels], options);
  return { outer: 1, places: x.size / channels, groups: channels, depth: 1, affine: [channels] };
}

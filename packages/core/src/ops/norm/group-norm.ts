import type * as tf from '@tensorflow/tfjs-core';
import { expectPositiveInteger } from '../../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectShape, ShapeError } from '../../check/shape';
import { expectFloats } from '../kit/check';
import { FORWARD_OPTIONS } from '../kit/forward-options';
import { AFFINE_OPTIONS, type AffineOptions, checkAffine, normalise } from './normalise';

/**
 * Group normalisation, y = (x − μ) / √(σ² + ε) · weight + bias, with a mean and a variance for each of `groups` of
 * channels of each sample, over all its places. Gradient: as of `layerNorm`, means over what has one μ. As
 * `torch.nn.functional.group_norm`.
 *
 * Wu and He, Group normalization, 2018.
 *
 * @param x float32 [batch, ..., channels]
 * @param options.weight, options.bias [channels]
 * @throws ShapeError if sizes do not fit, or a group has a single number; RangeError if `groups` does not divide channels;
 *   RangeError or TypeError for an invalid option
 */
export function groupNorm<T extends tf.Tensor>(x: T, groups: number, options?: AffineOptions): T {
  return ofSamples('groupNorm', 'GroupNorm', x, groups, options) as T;
}

/**
 * Instance normalisation: each channel of each sample has a mean and a variance of its own, over its places; see
 * `groupNorm`. As `torch.nn.functional.instance_norm`.
 *
 * Ulyanov, Vedaldi and Lempitsky, Instance normalization: the missing ingredient for fast stylization, 2016.
 *
 * @param x float32 [batch, ..., channels]
 * @param options.weight, options.bias [channels]
 * @throws ShapeError if sizes do not fit, or there is a single place
 */
export function instanceNorm<T extends tf.Tensor>(x: T, options?: AffineOptions): T {
  expectFloats('instanceNorm', 'x', x, 'batch');
  return ofSamples('instanceNorm', 'InstanceNorm', x, x.shape[x.rank - 1] as number, options) as T;
}

const OPTIONS: OptionChecks<AffineOptions> = mergeChecks(FORWARD_OPTIONS, AFFINE_OPTIONS);

function ofSamples(
  where: string,
  name: string,
  x: tf.Tensor,
  groups: number,
  options: AffineOptions | undefined,
): tf.Tensor {
  const own = readOptions(where, options, OPTIONS);
  expectFloats(where, 'x', x, 'batch');
  if (x.rank < 2) expectShape(where, 'x', x, ['batch', 'channels']);
  const channels = x.shape[x.rank - 1] as number;
  const outer = x.shape[0] as number;
  expectPositiveInteger(where, 'groups', groups);
  if (channels % groups !== 0) {
    throw new RangeError(
      `${where}: groups: expected a divisor of ${channels} channels, got ${groups}`,
    );
  }
  checkAffine(where, [channels], own);
  const places = x.shape.slice(1, -1).reduce((product, axis) => product * axis, 1);
  const depth = channels / groups;
  if (places * depth === 1) {
    throw new ShapeError(
      `${where}: x: expected more than one number for each mean, got [${x.shape.join(', ')}]`,
    );
  }
  return normalise(name, x, { outer, places, groups, depth, affine: [channels] }, own);
}

import type * as tf from '@tensorflow/tfjs-core';
import { expectInteger, expectPositive, expectPositiveInteger } from '../../check/number';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectShape } from '../../check/shape';
import { expectFloats } from '../kit/check';
import { FORWARD_OPTIONS } from '../kit/forward-options';
import { AFFINE_OPTIONS, type AffineOptions, checkAffine, normalise } from './normalise';

export interface LayerNormOptions extends AffineOptions {
  /** How many of the last axes have one mean. Default 1. */
  axes?: number;
}

const LAYER_NORM: OptionChecks<LayerNormOptions> = mergeChecks(
  mergeChecks(FORWARD_OPTIONS, AFFINE_OPTIONS),
  { axes: expectPositiveInteger },
);

/**
 * Layer normalisation over the last axis (or axes), y = (x − μ) / √(σ² + ε) · weight + bias, with the mean μ and the
 * variance σ² (over n, not n − 1) of each row. Gradient, with g = dy weight, z = (x − μ) r, r = 1 / √(σ² + ε):
 * dx = r (g − mean g − z mean(g z)), dweight = Σ dy z, dbias = Σ dy. As `torch.nn.functional.layer_norm`.
 *
 * Ba, Kiros and Hinton, Layer normalization, 2016.
 *
 * @param x float32 [..., size]
 * @param options.weight, options.bias [size], or of several axes their shape
 * @throws ShapeError if weight or bias do not fit; RangeError or TypeError for an invalid option
 */
export function layerNorm<T extends tf.Tensor>(x: T, options?: LayerNormOptions): T {
  const own = readOptions('layerNorm', options, LAYER_NORM);
  return overRows('layerNorm', 'LayerNorm', x, own, false) as T;
}

export interface RmsNormOptions extends Omit<AffineOptions, 'bias'> {
  /** How many of the last axes have one mean. Default 1. */
  axes?: number;
  /** Added to the mean square. Default 1e-6. */
  epsilon?: number;
}

const RMS_NORM: OptionChecks<RmsNormOptions> = mergeChecks(FORWARD_OPTIONS, {
  weight: checkedLater,
  epsilon: expectPositive,
  axes: expectPositiveInteger,
});

/**
 * Root mean square normalisation over the last axis (or axes), y = x / √(mean x² + ε) · weight. Gradient, with
 * g = dy weight, z = x r: dx = r (g − z mean(g z)), dweight = Σ dy z. As `torch.nn.functional.rms_norm`, with an ε as
 * language models have it.
 *
 * Zhang and Sennrich, Root mean square layer normalization, 2019.
 *
 * @param x float32 [..., size]
 * @param options.weight [size], or of several axes their shape
 * @throws ShapeError if weight does not fit; RangeError or TypeError for an invalid option
 */
export function rmsNorm<T extends tf.Tensor>(x: T, options?: RmsNormOptions): T {
  const { weight, axes = 1, epsilon = 1e-6 } = readOptions('rmsNorm', options, RMS_NORM);
  return overRows('rmsNorm', 'RmsNorm', x, { weight, axes, epsilon }, true) as T;
}

function overRows(
  where: string,
  name: string,
  x: tf.Tensor,
  { axes = 1, ...options }: LayerNormOptions,
  rms: boolean,
): tf.Tensor {
  expectFloats(where, 'x', x, true);
  if (x.rank === 0) expectShape(where, 'x', x, ['...', 'size']);
  expectInteger(where, 'axes', axes, 1, x.rank);
  const affine = x.shape.slice(x.rank - axes);
  // No rows are fine, rows of nothing are not: they have no mean.
  if (affine.includes(0)) expectFloats(where, 'x', x);
  checkAffine(where, affine, options);
  const depth = affine.reduce((size, axis) => size * axis, 1);
  const plan = { outer: x.size / depth, places: 1, groups: 1, depth, affine, rms };
  return normalise(name, x, plan, options);
}

import * as tf from '@tensorflow/tfjs-core';
import { expectFinite, expectPositive } from '../../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { FORWARD_OPTIONS } from '../kit/forward-options';
import { selectAbove } from '../kit/select-above';
import { pointwise } from './pointwise';

export interface SoftplusOptions {
  /** How sharp the bend is. Default 1. */
  beta?: number;
  /** Where beta x is over it, y = x. Default 20, where the two differ by 2e-9. */
  threshold?: number;
}

const OPTIONS: OptionChecks<SoftplusOptions> = mergeChecks(FORWARD_OPTIONS, {
  beta: expectPositive,
  threshold: expectFinite,
});

/**
 * Smooth rectifier, y = log(1 + e^(βx)) / β, of any shape, which overflows nowhere.
 * Gradient: dx = dy σ(βx), and dy over the threshold.
 *
 * @param x float32
 * @throws RangeError for a `beta` that is not over 0, a `threshold` that is not finite; TypeError for an invalid option
 */
export function softplus<T extends tf.Tensor>(x: T, options?: SoftplusOptions): T {
  const { beta = 1, threshold = 20 } = readOptions('softplus', options, OPTIONS);
  return pointwise(x, {
    name: 'softplus',
    a: beta,
    b: threshold,
    // tfjs's own softplus is 0 or x already at ∓14.
    composite(z) {
      const v = tf.mul(z, beta);
      const tail = tf.log1p(tf.exp(tf.neg(tf.abs(v))));
      const y = tf.div(tf.add(tf.maximum(v, 0), tail), beta);
      return selectAbove(v, threshold, z, y);
    },
    slope(z) {
      const v = tf.mul(z, beta);
      return selectAbove(v, threshold, tf.ones(v.shape), tf.sigmoid(v));
    },
  });
}

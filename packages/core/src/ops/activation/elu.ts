import * as tf from '@tensorflow/tfjs-core';
import { expectFinite } from '../../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { FORWARD_OPTIONS } from '../kit/forward-options';
import { selectAbove } from '../kit/select-above';
import { pointwise } from './pointwise';

export interface EluOptions {
  /** −alpha is the limit at −∞. Default 1. */
  alpha?: number;
}

const OPTIONS: OptionChecks<EluOptions> = mergeChecks(FORWARD_OPTIONS, { alpha: expectFinite });

/**
 * Exponential linear unit, y = x over 0 and α (eˣ − 1) below, of any shape. Gradient: dx = dy over 0, else
 * dy α eˣ.
 *
 * Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by ELUs, 2015.
 *
 * @param x float32
 * @throws RangeError for an `alpha` that is not finite; TypeError for an invalid option
 */
export function elu<T extends tf.Tensor>(x: T, options?: EluOptions): T {
  const { alpha = 1 } = readOptions('elu', options, OPTIONS);
  return pointwise(x, {
    name: 'elu',
    a: alpha,
    composite: (z) => selectAbove(z, 0, z, tf.mul(tf.expm1(tf.minimum(z, 0)), alpha)),
    slope: (z) => selectAbove(z, 0, tf.ones(z.shape), tf.mul(tf.exp(tf.minimum(z, 0)), alpha)),
  });
}

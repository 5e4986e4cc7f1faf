import * as tf from '@tensorflow/tfjs-core';
import { expectFinite } from '../check/number';
import { pointwise } from './pointwise';
import { selectAbove } from './select-above';

export interface EluOptions {
  /** −alpha is the limit at −∞. Default 1. */
  alpha?: number;
}

/**
 * Exponential linear unit, y = x over 0 and α (eˣ − 1) below, of any shape. Gradient: dx = dy over 0, else
 * dy α eˣ.
 *
 * Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by ELUs, 2015.
 *
 * @param x float32
 * @throws RangeError for an `alpha` that is not finite
 */
export function elu<T extends tf.Tensor>(x: T, { alpha = 1 }: EluOptions = NO_OPTIONS): T {
  expectFinite('elu', 'alpha', alpha);
  return pointwise(x, {
    name: 'elu',
    a: alpha,
    composite: (z) => selectAbove(z, 0, z, tf.mul(tf.expm1(tf.minimum(z, 0)), alpha)),
    slope: (z) => selectAbove(z, 0, tf.ones(z.shape), tf.mul(tf.exp(tf.minimum(z, 0)), alpha)),
  });
}

const NO_OPTIONS: EluOptions = {};

import * as tf from '@tensorflow/tfjs-core';
import { expectFinite } from '../check/number';
import { pointwise } from './pointwise';
import { selectAbove } from './select-above';

export interface LeakyReluOptions {
  /** Of the line below 0. Default 0.01. */
  slope?: number;
}

/**
 * Rectifier that leaks, y = x over 0 and slope · x below, of any shape. Gradient: dx = dy over 0, else
 * slope · dy.
 *
 * @param x float32
 * @throws RangeError for a `slope` that is not finite
 */
export function leakyRelu<T extends tf.Tensor>(
  x: T,
  { slope = 0.01 }: LeakyReluOptions = NO_OPTIONS,
): T {
  expectFinite('leakyRelu', 'slope', slope);
  return pointwise(x, {
    name: 'leakyRelu',
    a: slope,
    composite: (z) => selectAbove(z, 0, z, tf.mul(z, slope)),
    slope: (z) => selectAbove(z, 0, tf.ones(z.shape), tf.fill(z.shape, slope)),
  });
}

const NO_OPTIONS: LeakyReluOptions = {};

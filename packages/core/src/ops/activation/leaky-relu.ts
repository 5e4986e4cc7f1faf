import * as tf from '@tensorflow/tfjs-core';
import { expectFinite } from '../../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { FORWARD_OPTIONS } from '../kit/forward-options';
import { selectAbove } from '../kit/select-above';
import { pointwise } from './pointwise';

export interface LeakyReluOptions {
  /** Of the line below 0. Default 0.01. */
  slope?: number;
}

const OPTIONS: OptionChecks<LeakyReluOptions> = mergeChecks(FORWARD_OPTIONS, {
  slope: expectFinite,
});

/**
 * Rectifier that leaks, y = x over 0 and slope · x below, of any shape. Gradient: dx = dy over 0, else
 * slope · dy.
 *
 * @param x float32
 * @throws RangeError for a `slope` that is not finite; TypeError for an invalid option
 */
export function leakyRelu<T extends tf.Tensor>(x: T, options?: LeakyReluOptions): T {
  const { slope = 0.01 } = readOptions('leakyRelu', options, OPTIONS);
  return pointwise(x, {
    name: 'leakyRelu',
    a: slope,
    composite: (z) => selectAbove(z, 0, z, tf.mul(z, slope)),
    slope: (z) => selectAbove(z, 0, tf.ones(z.shape), tf.fill(z.shape, slope)),
  });
}

import * as tf from '@tensorflow/tfjs-core';
import { pointwise } from './pointwise';

/**
 * Sigmoid linear unit (swish), y = x σ(x), of any shape. Gradient: dx = dy σ(x) (1 + x σ(−x)).
 * −∞ gives 0, its limit (PyTorch: NaN).
 *
 * Elfwing, Uchibe and Doya, Sigmoid-weighted linear units, 2017.
 *
 * @param x float32
 */
export function silu<T extends tf.Tensor>(x: T): T {
  return pointwise(x, SILU);
}

// Where x σ(x) is 0 below, or x above, in floats: so that no infinity meets a 0 in a product.
const FAR = 120;

const SILU = {
  name: 'silu',
  composite: (x: tf.Tensor) => tf.mul(tf.maximum(x, -FAR), tf.sigmoid(tf.maximum(x, -FAR))),
  slope(x: tf.Tensor): tf.Tensor {
    const t = tf.clipByValue(x, -FAR, FAR);
    const s = tf.sigmoid(t);
    return tf.mul(s, tf.add(tf.mul(t, tf.sub(1, s)), 1));
  },
};

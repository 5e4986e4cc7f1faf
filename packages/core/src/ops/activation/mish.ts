import * as tf from '@tensorflow/tfjs-core';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { selectAbove } from '../kit/select-above';
import { tanh } from './activation';
import { softplus } from './softplus';

// Below −FAR the function is 0 in floats, and over FAR x itself: so that no infinity meets a 0 in a product.
const FAR = 120;

/**
 * Smooth rectifier, y = x tanh(log(1 + eˣ)), of any shape. Gradient: dx = dy (s + x (1 − s²) σ(x)), s = tanh(log(1 + eˣ)).
 * As `torch.nn.functional.mish`, but −∞ gives 0, its limit (PyTorch: NaN).
 *
 * Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019.
 *
 * @param x float32
 */
export function mish<T extends tf.Tensor>(x: T): T {
  expectFloats('mish', 'x', x, true);
  if (x.size === 0) return ofNothing('Mish', [x], x.shape);
  return tf.tidy(() => {
    const far = tf.fill(x.shape, FAR);
    // NaN is over no threshold, so it stays in both.
    const near = tf.neg(selectAbove(tf.neg(x), FAR, far, tf.neg(x)));
    const gate = tanh(softplus(selectAbove(near, FAR, far, near)));
    return tf.mul(near, gate) as T;
  });
}

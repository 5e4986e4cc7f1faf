import * as tf from '@tensorflow/tfjs-core';
import { mergeChecks, type OptionChecks, oneOf, readOptions } from '../../check/options';
import { FORWARD_OPTIONS } from '../kit/forward-options';
import { pointwise } from './pointwise';

export interface GeluOptions {
  /** `none` (default): with the error function; `tanh`: its approximation, as in GPT-2. */
  approximate?: 'none' | 'tanh';
}

const OPTIONS: OptionChecks<GeluOptions> = mergeChecks(FORWARD_OPTIONS, {
  approximate: oneOf(['none', 'tanh']),
});

/**
 * Gaussian error linear unit, y = x Φ(x), Φ(x) = (1 + erf(x/√2)) / 2, of any shape; with `tanh`
 * y = x (1 + tanh u) / 2, u = √(2/π) (x + 0.044715 x³). Gradient: dx = dy (Φ(x) + x φ(x)).
 *
 * On WASM the exact one is right to 8 ulp, in its tail below 0 too, and that with `tanh` to 2e-5 of the
 * value; elsewhere to 2e-7 |x|. −∞ gives 0, its limit (PyTorch: NaN).
 *
 * Hendrycks and Gimpel, Gaussian error linear units, 2016.
 *
 * @param x float32
 * @throws RangeError for another `approximate`; TypeError for an invalid option
 */
export function gelu<T extends tf.Tensor>(x: T, options?: GeluOptions): T {
  const { approximate = 'none' } = readOptions('gelu', options, OPTIONS);
  return pointwise(x, approximate === 'tanh' ? TANH : EXACT);
}

// Beyond it both tails are 0 in floats: so that no infinity meets them in a product.
const FAR = 20;
const ROOT_HALF = Math.SQRT1_2;
const DENSITY = 1 / Math.sqrt(2 * Math.PI);
const LINEAR = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715 * LINEAR;

/** Φ(x) */
const share = (x: tf.Tensor) => tf.mul(tf.add(tf.erf(tf.mul(x, ROOT_HALF)), 1), 0.5);

const EXACT = {
  name: 'gelu',
  composite: (x: tf.Tensor) => tf.mul(tf.maximum(x, -FAR), share(near(x))),
  slope(x: tf.Tensor): tf.Tensor {
    const t = near(x);
    const density = tf.mul(tf.exp(tf.mul(tf.square(t), -0.5)), DENSITY);
    return tf.add(share(t), tf.mul(t, density));
  },
};

/** x within ±FAR. */
function near(x: tf.Tensor): tf.Tensor {
  return tf.clipByValue(x, -FAR, FAR);
}

/** (1 + tanh u) / 2 = σ(2u) for |x| ≤ FAR, and u′. */
function gate(x: tf.Tensor): { share: tf.Tensor; slope: tf.Tensor } {
  const square = tf.square(x);
  const u = tf.mul(x, tf.add(tf.mul(square, CUBIC), LINEAR));
  return {
    share: tf.sigmoid(tf.mul(u, 2)),
    slope: tf.add(tf.mul(square, 3 * CUBIC), LINEAR),
  };
}

const TANH = {
  name: 'gelu',
  kernel: 'geluTanh',
  composite: (x: tf.Tensor) => tf.mul(tf.maximum(x, -FAR), gate(near(x)).share),
  slope(x: tf.Tensor): tf.Tensor {
    const t = near(x);
    const { share: s, slope } = gate(t);
    const inner = tf.mul(tf.mul(t, slope), tf.mul(2, tf.sub(1, s)));
    return tf.mul(s, tf.add(inner, 1));
  },
};

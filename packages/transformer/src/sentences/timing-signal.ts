import * as tf from '@tensorflow/tfjs-core';

/** The longest wave over the shortest. */
const RANGE = 10_000;

/**
 * Positions as waves: sines in the first half of the features, cosines in the second, of rates RANGE^(−i / (size / 2 − 1)). As
 * tensor2tensor's, and unlike `sinusoids`, where both alternate.
 *
 * @returns float32 [length, size]
 */
export function timingSignal(length: number, size: number): tf.Tensor2D {
  const half = size / 2;
  const values = new Float32Array(length * size);
  for (let i = 0; i < half; i++) {
    const rate = RANGE ** (-i / Math.max(1, half - 1));
    for (let t = 0; t < length; t++) {
      values[t * size + i] = Math.sin(t * rate);
      values[t * size + half + i] = Math.cos(t * rate);
    }
  }
  return tf.tensor2d(values, [length, size]);
}

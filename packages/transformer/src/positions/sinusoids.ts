import { expectInteger, expectPositiveInteger, LARGEST } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Positions as waves of growing length, PE(t, 2i) = sin(t / 10000^(2i / size)) and PE(t, 2i + 1) = cos of the same: what stands at t + k
 * is a turn of what stands at t.
 *
 * Vaswani et al., Attention is all you need, 2017, 3.5.
 *
 * @param length how many positions
 * @param size features of a position
 * @param first the first position. Default 0
 * @returns float32 [length, size]
 * @throws RangeError for an invalid size or position
 */
export function sinusoids(length: number, size: number, first = 0): tf.Tensor2D {
  expectPositiveInteger('sinusoids', 'length', length, LARGEST);
  expectPositiveInteger('sinusoids', 'size', size, LARGEST);
  expectInteger('sinusoids', 'first', first, 0, LARGEST);
  const values = new Float32Array(length * size);
  for (let column = 0; column < size; column++) {
    const rate = 10_000 ** (-(column - (column % 2)) / size);
    const wave = column % 2 === 0 ? Math.sin : Math.cos;
    for (let t = 0; t < length; t++) values[t * size + column] = wave((first + t) * rate);
  }
  return tf.tensor2d(values, [length, size]);
}

import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../check/shape';
import { avgPool2d } from './avg-pool-2d';
import { expectFloats } from './check';
import { maxPool2d } from './max-pool-2d';

/**
 * The mean of each channel of an image, y[b, c] = Σ x[b, i, j, c] / (height · width). Gradient: dx = dy / (height · width).
 * Lin, Chen and Yan, Network in network, 2014.
 *
 * @param x float32 [batch, height, width, channels]
 * @returns [batch, channels]
 */
export function globalAvgPool2d(x: tf.Tensor): tf.Tensor2D {
  return overAll('globalAvgPool2d', x, (size) => avgPool2d(x, { size }));
}

/**
 * The largest of each channel of an image; the gradient goes to the first of the largest.
 *
 * @param x float32 [batch, height, width, channels]
 * @returns [batch, channels]
 */
export function globalMaxPool2d(x: tf.Tensor): tf.Tensor2D {
  return overAll('globalMaxPool2d', x, (size) => maxPool2d(x, { size }));
}

function overAll(
  where: string,
  x: tf.Tensor,
  pool: (size: readonly number[]) => tf.Tensor,
): tf.Tensor2D {
  expectFloats(where, 'x', x);
  expectShape(where, 'x', x, ['batch', 'height', 'width', 'channels']);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return tf.tidy(() => tf.reshape(pool([height, width]), [batch, channels]));
}

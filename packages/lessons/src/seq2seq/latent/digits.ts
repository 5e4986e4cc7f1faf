import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../../data/mnist';
import { SIDE } from './view';

/** Numbers of an image. */
export const PIXELS = SIDE * SIDE;

/** The images from `first` to before `end`, [images, 784]. */
export function imagesOf({ images }: ImageSet, first: number, end: number): tf.Tensor2D {
  return tf.tensor2d(images.data.subarray(first * PIXELS, end * PIXELS), [end - first, PIXELS]);
}

// #region data
/** `batch` of the first `count` images, at random: [batch, 784]. */
export function drawImages(
  { images }: ImageSet,
  { batch, count, rng }: { batch: number; count: number; rng: Rng },
): tf.Tensor2D {
  const rows = new Float32Array(batch * PIXELS);
  for (let row = 0; row < batch; row++) {
    const at = rng.int(0, count) * PIXELS;
    rows.set(images.data.subarray(at, at + PIXELS), row * PIXELS);
  }
  return tf.tensor2d(rows, [batch, PIXELS]);
}
// #endregion data

/** How far each of `real` is from the nearest of `made`, on average: the root of the summed squares of pixels; a scalar. */
export function distanceToNearest(real: tf.Tensor2D, made: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const products = tf.mul(tf.matMul(real, made, false, true), -2);
    const lengths = tf.add(tf.sum(tf.square(real), 1, true), tf.sum(tf.square(made), 1));
    const nearest = tf.min(tf.add(products, lengths), 1);
    return tf.mean(tf.sqrt(tf.relu(nearest))) as tf.Scalar;
  });
}

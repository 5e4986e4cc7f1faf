import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../../data/image-set';

/** Numbers of an image. */
export function pixelsOf({ images }: ImageSet): number {
  return images.shape.slice(1).reduce((a, b) => a * b, 1);
}

/** The images from `first` to before `end`, [images, pixels]. */
export function imagesOf(set: ImageSet, first: number, end: number): tf.Tensor2D {
  const pixels = pixelsOf(set);
  const own = set.images.data.subarray(first * pixels, end * pixels);
  return tf.tensor2d(own, [end - first, pixels]);
}

// #region data
/** `batch` of the first `count` images, at random: [batch, pixels]. */
export function drawImages(
  set: ImageSet,
  { batch, count, rng }: { batch: number; count: number; rng: Rng },
): tf.Tensor2D {
  const pixels = pixelsOf(set);
  const rows = new Float32Array(batch * pixels);
  for (let row = 0; row < batch; row++) {
    const at = rng.int(0, count) * pixels;
    rows.set(set.images.data.subarray(at, at + pixels), row * pixels);
  }
  return tf.tensor2d(rows, [batch, pixels]);
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

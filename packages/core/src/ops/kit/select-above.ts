import * as tf from '@tensorflow/tfjs-core';
import { op } from '../../tape/op';

/**
 * `a` where x > threshold, else `b`. It has no gradient to x, to which tfjs's own comparisons refuse
 * theirs: so that what is chosen by x can be in a gradient of a gradient. No product with 0 and 1, so
 * that a NaN which is not chosen stays behind.
 */
export function selectAbove(
  x: tf.Tensor,
  threshold: number,
  a: tf.Tensor,
  b: tf.Tensor,
): tf.Tensor {
  return op(
    'SelectAbove',
    { a, b },
    {
      forward: () => tf.tidy(() => tf.where(tf.greater(x, threshold), a, b)),
      save: () => ({ x }),
      gradients: (dy, saved) => ({
        a: () => tf.tidy(() => selectAbove(saved.x, threshold, dy, tf.zerosLike(dy))),
        b: () => tf.tidy(() => selectAbove(saved.x, threshold, tf.zerosLike(dy), dy)),
      }),
    },
  );
}

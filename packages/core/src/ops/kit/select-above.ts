import * as tf from '@tensorflow/tfjs-core';
import { runOp } from '../../tape/run-op';

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
  return runOp(
    'SelectAbove',
    [a, b],
    () => tf.tidy(() => tf.where(tf.greater(x, threshold), a, b)),
    () => [x],
    (dy, saved) => {
      const z = saved[0] as tf.Tensor;
      return [
        () => tf.tidy(() => selectAbove(z, threshold, dy, tf.zerosLike(dy))),
        () => tf.tidy(() => selectAbove(z, threshold, tf.zerosLike(dy), dy)),
      ];
    },
  );
}

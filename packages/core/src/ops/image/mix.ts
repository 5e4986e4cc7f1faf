import * as tf from '@tensorflow/tfjs-core';
import { op } from '../../tape/op';
import { sumToShape } from '../kit/sum-to-shape';
import { where } from '../shape/where';

/**
 * From `a` to `b` by `weight`, a (1 − w) + b w; where it is 0, `a` itself, whatever `b` is, which has no part in gradients
 * there either. `weight` broadcasts, and is from 0 to 1.
 */
export function mix(a: tf.Tensor, b: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  return op(
    'Mix',
    { a, b, weight },
    {
      forward: () =>
        tf.tidy(() => {
          const both = tf.add(tf.mul(a, tf.sub(1, weight)), tf.mul(b, weight));
          return tf.where(tf.equal(weight, 0), a, both);
        }),
      save: () => ({ a, b, weight }),
      gradients: (dy, { a: from, b: to, weight: w }) => {
        const mixed = (x: tf.Tensor) => where(tf.greater(w, 0), x, tf.scalar(0));
        return {
          a: () => tf.mul(dy, tf.sub(1, w)),
          b: () => mixed(tf.mul(dy, w)),
          weight: () => sumToShape(mixed(tf.mul(dy, tf.sub(to, from))), w.shape),
        };
      },
    },
  );
}

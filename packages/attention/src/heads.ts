import { transpose } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** [batch, time, heads · depth] → [batch, heads, time, depth]. */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [batch, time, width] = x.shape as [number, number, number];
  const parts = tf.reshape(x, [batch, time, heads, width / heads]);
  return transpose(parts, [0, 2, 1, 3]) as tf.Tensor4D;
}

/** [batch, heads, time, depth] → [batch, time, heads · depth]. */
export function mergeHeads(x: tf.Tensor): tf.Tensor3D {
  const [batch, heads, time, depth] = x.shape as [number, number, number, number];
  return tf.reshape(transpose(x, [0, 2, 1, 3]), [batch, time, heads * depth]);
}

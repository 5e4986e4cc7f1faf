import * as tf from '@tensorflow/tfjs-core';
import { numbers } from '../../core/bench/inputs';
import { startTfjs } from '../../core/bench/tfjs';
import type { AttentionSizes } from './attention-inputs';

/** The same in tfjs's ops, with its gradients. */
export async function attentionTfjs({ batch, heads, length, depth }: AttentionSizes) {
  const name = await startTfjs('wasm');
  const shape: [number, number, number, number] = [batch, heads, length, depth];
  const [q, k, v, dy] = [1, 2, 3, 4].map((seed) =>
    tf.tensor4d(numbers(batch * heads * length * depth, seed), shape),
  ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const attention = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => {
    const scores = tf.mul(tf.matMul(a, b, false, true), 1 / Math.sqrt(depth));
    return tf.matMul(tf.softmax(scores), c);
  };
  const gradients = tf.grads(attention);
  const run = (times: number) => {
    for (let i = 0; i < times; i++) tf.dispose(gradients([q, k, v], dy));
  };
  const checksum = tf.tidy(() => tf.sum(attention(q, k, v)).dataSync()[0] as number);
  return { name, run, checksum };
}

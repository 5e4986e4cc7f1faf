import * as tf from '@tensorflow/tfjs-core';
import { startTfjs } from './tfjs';

/** The same in tfjs's ops, with its gradients. */
export async function normStepTfjs() {
  const name = await startTfjs('wasm');
  const x = tf.randomNormal([4096, 768]);
  const scale = tf.randomUniform([768], 0.5, 1.5);
  const shift = tf.randomNormal([768]);
  const dy = tf.randomNormal([4096, 768]);
  const norm = (a: tf.Tensor, s: tf.Tensor, b: tf.Tensor) => {
    const { mean, variance } = tf.moments(a, -1, true);
    const z = tf.mul(tf.sub(a, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(z, s), b);
  };
  const gradients = tf.grads(norm);
  const run = (times: number) => {
    for (let i = 0; i < times; i++) tf.dispose(gradients([x, scale, shift], dy));
  };
  return { name, run };
}

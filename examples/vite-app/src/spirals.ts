import { Linear, type Rng, type Sequential, sequential } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** Points [count, 2] in the square from −1 to 1, and which spiral each is on [count, 1], as 0 or 1. */
export interface Spirals {
  points: tf.Tensor;
  labels: tf.Tensor;
}

/** `count` points of two spirals that wind around each other. */
export function makeSpirals(count: number, rng: Rng): Spirals {
  return tf.tidy(() => {
    const labels = tf.cast(tf.greater(rng.uniform([count, 1]), 0.5), 'float32');
    const along = tf.sqrt(rng.uniform([count, 1], 0.01, 1)); // as many points outside as inside
    const angle = tf.add(tf.mul(along, 2.2 * Math.PI), tf.mul(labels, Math.PI));
    const radius = tf.mul(along, 0.9);
    const points = tf.concat([tf.mul(radius, tf.cos(angle)), tf.mul(radius, tf.sin(angle))], 1);
    return { points: tf.add(points, rng.normal([count, 2], 0, 0.02)), labels };
  });
}

/** The logit that a point is on the second spiral. */
export function makeModel(rng: Rng): Sequential {
  return sequential(
    new Linear(2, 32, { rng, activation: 'tanh' }),
    new Linear(32, 32, { rng, activation: 'tanh' }),
    new Linear(32, 1, { rng }),
  );
}

/** The share of points that the model puts on their spiral. */
export async function accuracy(model: Sequential, { points, labels }: Spirals): Promise<number> {
  const share = tf.tidy(() => {
    const right = tf.equal(tf.greater(model.forward(points), 0), tf.cast(labels, 'bool'));
    return tf.mean(tf.cast(right, 'float32'));
  });
  const [value = 0] = await share.data();
  share.dispose();
  return value;
}

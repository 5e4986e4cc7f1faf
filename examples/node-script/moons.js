import { Linear, sequential } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** Where `train.js` keeps the weights. */
export const FILE = 'moons.safetensors';

/** `count` points of two half-moons [count, 2], and which moon each is from [count, 1], as 0 or 1. */
export function moons(count, rng) {
  return tf.tidy(() => {
    const angle = rng.uniform([count, 1], 0, Math.PI);
    const label = tf.cast(tf.greater(rng.uniform([count, 1]), 0.5), 'float32');
    const side = tf.sub(1, tf.mul(2, label)); // 1 for the upper moon, −1 for the lower
    const x = tf.add(tf.mul(side, tf.cos(angle)), label);
    const y = tf.add(tf.mul(side, tf.sin(angle)), tf.mul(label, 0.4));
    const noise = rng.normal([count, 2], 0, 0.12);
    return { points: tf.add(tf.concat([x, y], 1), noise), label };
  });
}

/** A network with two hidden layers: a point goes in, the logit of the lower moon comes out. */
export function makeModel(rng) {
  return sequential(
    new Linear(2, 24, { rng, activation: 'tanh' }),
    new Linear(24, 24, { rng, activation: 'tanh' }),
    new Linear(24, 1, { rng }),
  );
}

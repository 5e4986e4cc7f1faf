/** Why scores are divided by √depth: their variance, and what softmax makes of them. */

import { attendWithWeights } from '@dl/attention';
import { random, setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup({ backend: 'wasm' });
const rng = random(1);
const keys = 64;

// #region measure
for (const depth of [4, 16, 64, 256, 1024]) {
  const q = rng.normal([1, 1000, depth]); // mean 0, variance 1
  const k = rng.normal([1, keys, depth]);
  const v = rng.normal([1, keys, 1]);
  const { variance } = tf.moments(tf.matMul(q, k, false, true));
  const row = [depth, ((await variance.data())[0] as number).toFixed(1)];
  for (const scale of [1, 1 / Math.sqrt(depth)]) {
    const { weights } = attendWithWeights(q, k, v, { scale });
    const largest = tf.mean(tf.max(weights, 2)); // 1 where one key has everything
    // Σ ∂pⱼ/∂sⱼ = Σ pⱼ (1 − pⱼ) = 1 − Σ pⱼ²: what a gradient is multiplied by, 0 where one has everything.
    const slope = tf.sub(1, tf.mean(tf.sum(tf.square(weights), 2)));
    for (const x of [largest, slope]) row.push(((await x.data())[0] as number).toFixed(3));
  }
  console.log(row.join(' | '));
}
// #endregion measure

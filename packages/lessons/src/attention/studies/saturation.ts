import { attendWithWeights } from '@dl/attention';
import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy } from '../../kit/study';

/** Why scores are divided by √depth: their variance, and what softmax makes of them, unscaled and scaled. */
export const study = defineStudy({
  full: { depths: [4, 16, 64, 256, 1024], queries: 1000, keys: 64 },
  quick: { depths: [4, 16], queries: 100, keys: 64 },
  async run({ depths, queries, keys }) {
    const rng = random(1);
    const figures: Record<string, number[]> = {};
    for (const depth of depths) {
      const means = tf.tidy(() => {
        // #region measure
        const q = rng.normal([1, queries, depth]); // mean 0, variance 1
        const k = rng.normal([1, keys, depth]);
        const v = rng.normal([1, keys, 1]);
        const { variance } = tf.moments(tf.matMul(q, k, false, true));
        const row = [variance];
        for (const scale of [1, 1 / Math.sqrt(depth)]) {
          const { weights } = attendWithWeights(q, k, v, { scale });
          row.push(tf.mean(tf.max(weights, 2))); // 1 where one key has everything
          // Σ ∂pⱼ/∂sⱼ = Σ pⱼ (1 − pⱼ) = 1 − Σ pⱼ²: what a gradient is multiplied by, 0 where one has everything.
          row.push(tf.sub(1, tf.mean(tf.sum(tf.square(weights), 2))));
        }
        // #endregion measure
        return tf.stack(row);
      });
      const [variance, ...shares] = await means.data();
      means.dispose();
      figures[`variance-${depth}`] = [variance as number];
      figures[`shares-${depth}`] = shares;
    }
    return figures;
  },
});

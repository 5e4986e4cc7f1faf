/** The most memory that tensors take while attention runs, with the matrix [query, key] and without. LENGTHS shortens it. */

import { attend, attendWithWeights } from '@dl/attention';
import { random, setup, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup({ backend: 'wasm' });
const rng = random(1);
const lengths = (process.env.LENGTHS ?? '256 512 1024 2048').split(' ').map(Number);

// #region measure
for (const length of lengths) {
  const [q, k, v] = [1, 2, 3].map(() => tf.variable(rng.normal([1, 4, length, 32]))) as [
    tf.Variable,
    tf.Variable,
    tf.Variable,
  ];
  const peaks: string[] = [];
  for (const run of [() => attend(q, k, v), () => attendWithWeights(q, k, v).output]) {
    const before = tf.memory().numBytes;
    const { peakBytes } = await tf.profile(() => {
      const { value, grads } = valueAndGrads(() => tf.sum(run()) as tf.Scalar, [q, k, v]);
      tf.dispose([value, ...grads.values()]);
    });
    peaks.push(`${((peakBytes - before) / 2 ** 20).toFixed(1)} MiB`);
  }
  console.log(length, ...peaks);
  tf.dispose([q, k, v]);
}
// #endregion measure

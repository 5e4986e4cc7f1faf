/** What rotary positions and ALiBi make of a distance. */

import { alibiSlopes, applyRotary, attendWithWeights } from '@dl/attention';
import { random, setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup({ backend: 'wasm' });
const rng = random(1);

// #region rotary
const [q, k] = [rng.normal([1, 64]), rng.normal([1, 64])];
const score = async (i: number, j: number) => {
  const product = tf.sum(tf.mul(applyRotary(q, { offset: i }), applyRotary(k, { offset: j })));
  return ((await product.data())[0] as number).toFixed(3);
};
console.log(await score(5, 2), await score(105, 102), await score(5, 4)); // the first two are the same
// #endregion rotary

// #region alibi
console.log(alibiSlopes(4)); // [0.25, 0.0625, 0.015625, 0.00390625]
const same = tf.ones([1, 4, 8, 16]); // all keys alike: only the distance is left
const mask = { causal: true };
const { weights } = attendWithWeights(same, same, same, { mask, alibi: alibiSlopes(4) });
const lastRows = (await tf.slice(weights, [0, 0, 7, 0], [1, 4, 1, 8]).array()) as number[][][][];
for (const head of lastRows[0] as number[][][]) {
  console.log((head[0] as number[]).map((weight) => weight.toFixed(2)).join(' '));
}
// #endregion alibi

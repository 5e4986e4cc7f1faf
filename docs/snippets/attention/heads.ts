import { alibi, attend, MultiHeadAttention, rotary } from '@dl/attention';
import { dispose, parameters, random, setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);

// #region heads
const x = rng.normal([2, 6, 32]); // [batch, time, size]
const attention = new MultiHeadAttention(32, 4, { rng }); // 4 heads of 8
const { output, weights } = attention.forward(x, { weights: true });
console.log(output.shape, weights.shape); // [2, 6, 32] [2, 4, 6, 6]
// #endregion heads

// #region cross
const memory = rng.normal([2, 9, 32]);
console.log(attention.forward(x, { memory, mask: { lengths: [9, 4] } }).shape); // [2, 6, 32]
// #endregion cross

// #region masks
const q = rng.normal([2, 6, 8]);
const causal = attend(q, q, q, { mask: { causal: true } }); // no later keys
const padded = attend(q, q, q, { mask: { lengths: [6, 3] } }); // no padding
const near = attend(q, q, q, { mask: { causal: true, window: 3 } }); // its own key and two before it
const own = attend(q, q, q, { mask: tf.ones([1, 6, 6], 'bool') }); // any other, as a tensor
console.log([causal, padded, near, own].every(({ shape }) => shape[1] === 6));
// #endregion masks

// #region grouped
const grouped = new MultiHeadAttention(32, 4, { rng, kvHeads: 1 }); // one key head for all
const size = (model: object) => parameters(model).reduce((sum, weight) => sum + weight.size, 0);
console.log(size(attention), size(grouped)); // 4224 2640
// #endregion grouped

// #region positions
const turned = new MultiHeadAttention(32, 4, { rng, positions: rotary() });
const biased = new MultiHeadAttention(32, 4, { rng, positions: alibi() });
console.log(turned.forward(x).shape, biased.forward(x).shape);
// #endregion positions

// #region cache
const whole = turned.forward(x, { mask: { causal: true } });
let last = turned.step(tf.slice(x, [0, 0, 0], [-1, 1, -1]));
for (let t = 1; t < 6; t++) {
  const before = last;
  last = turned.step(tf.slice(x, [0, t, 0], [-1, 1, -1]), { cache: before.cache });
  tf.dispose(before as never); // its output, its keys and its values
}
const difference = tf.max(tf.abs(tf.sub(last.output, tf.slice(whole, [0, 5, 0], [-1, 1, -1]))));
console.log(last.cache.length, ((await difference.data())[0] as number) < 1e-5); // 6 true
// #endregion cache
dispose([attention, grouped, turned, biased]);

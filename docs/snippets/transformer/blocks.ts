import { rotary } from '@dl/attention';
import { dispose, parameterCount, random, setup } from '@dl/core';
import { Gpt, Llama, TransformerBlock, TransformerDecoder } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);

// #region block
const x = rng.normal([2, 6, 64]); // [batch, time, size]
const block = new TransformerBlock(64, { heads: 4, rng }); // pre-norm, GELU
console.log(block.forward(x).shape, parameterCount(block)); // [2, 6, 64] 49984
// #endregion block

// #region forms
const first = new TransformerBlock(64, { heads: 4, rng, order: 'post', activation: 'relu' });
const llama = new TransformerBlock(64, {
  ...{ heads: 4, kvHeads: 2, rng, norm: 'rms', activation: 'swiglu' },
  ...{ hidden: 172, bias: false, positions: rotary() },
});
console.log(parameterCount(first), parameterCount(llama)); // 49984 45440
// #endregion forms

// #region future
const decoder = new TransformerDecoder(64, { layers: 2, heads: 4, rng });
const changed = tf.concat([tf.slice(x, [0, 0, 0], [-1, 5, -1]), rng.normal([2, 1, 64])], 1);
const [before, after] = [x, changed].map((own) => {
  return tf.slice(decoder.forward(own), [0, 0, 0], [-1, 5, -1]);
}) as [tf.Tensor, tf.Tensor];
console.log(((await tf.max(tf.abs(tf.sub(before, after))).data())[0] as number) === 0); // true
// #endregion future

// #region gpt
const gpt = new Gpt(65, { layers: 4, heads: 4, size: 128, context: 64, rng });
const small = new Llama(65, { layers: 4, heads: 4, kvHeads: 2, size: 128, context: 64, rng });
const ids = tf.tensor2d([[1, 5, 9, 2]], [1, 4], 'int32');
const next = tf.tensor2d([[5, 9, 2, 7]], [1, 4], 'int32');
console.log(gpt.forward(ids).shape, parameterCount(gpt)); // [1, 4, 65] 809856
const [loss] = await gpt.loss(ids, next).data();
console.log((loss as number).toFixed(1), Math.log(65).toFixed(1)); // about ln 65: it knows nothing yet
// #endregion gpt
dispose([block, first, llama, decoder, gpt, small]);

import {
  AdditiveAttention,
  attend,
  attendWithWeights,
  GeneralAttention,
  SimpleAttention,
} from '@dl/attention';
import { dispose, matMul, random, setup, softmax } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);

// #region attend
const q = rng.normal([2, 5, 16]); // [batch, query, depth]
const k = rng.normal([2, 7, 16]); // [batch, key, depth]
const v = rng.normal([2, 7, 16]);
const output = attend(q, k, v); // [2, 5, 16], scaled by 1 / √16
const { weights } = attendWithWeights(q, k, v); // [2, 5, 7]: each row sums to 1
// #endregion attend

// #region formula
const scores = tf.mul(matMul(q, k, { transposeB: true }), 1 / Math.sqrt(16)); // [2, 5, 7]
const byHand = matMul(softmax(scores), v);
// #endregion formula
const close = async (a: tf.Tensor, b: tf.Tensor) =>
  ((await tf.max(tf.abs(tf.sub(a, b))).data())[0] as number) < 1e-5;
console.log(output.shape, weights.shape, await close(output, byHand));

// #region kinds
const plain = attend(q, k, v, { scale: 1 }); // the dot product as it is
const memory = rng.normal([2, 7, 24]); // another width
const additive = new AdditiveAttention(16, 24, { rng, hiddenSize: 32 }); // Bahdanau
const general = new GeneralAttention(16, 24, { rng }); // Luong
const contexts = [additive, general].map((layer) => layer.forward(q, { memory })); // each [2, 5, 24]
// #endregion kinds
console.log(plain.shape, ...contexts.map(({ shape }) => shape));

// #region simple
const simple = new SimpleAttention(16, { rng, memorySize: 24 });
const looked = simple.forward(q, { memory });
const [query, key, value] = [
  matMul(q, simple.query.weight), // [2, 5, 16]
  matMul(memory, simple.key.weight), // [2, 7, 16]
  matMul(memory, simple.value.weight),
];
const attended = matMul(softmax(matMul(query, key, { transposeB: true })), value);
console.log(looked.shape, await close(looked, matMul(attended, simple.output.weight)));
// #endregion simple
dispose([additive, general, simple]);

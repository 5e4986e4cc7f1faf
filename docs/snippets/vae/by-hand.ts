import { random, setup } from '@dl/core';
import { gaussianKl, reparameterise } from '@dl/seq2seq';
import * as tf from '@tensorflow/tfjs-core';

await setup();

// #region kl
const mean = tf.tensor2d([[1, 0]]); // two latent units
const logVariance = tf.tensor2d([[0, -2]]); // σ² = 1 and 0.135
const kl = gaussianKl(mean, logVariance); // [1], in nats
const unit = (m: number, l: number) => (m ** 2 + Math.exp(l) - l - 1) / 2;
const byHand = unit(1, 0) + unit(0, -2);
// #endregion kl
console.log(((await kl.data())[0] as number).toFixed(4), byHand.toFixed(4));

// #region draw
const z = reparameterise(mean, logVariance, random(1)); // [1, 2]
const noise = random(1).normal([1, 2]); // the same ε
const sigma = tf.exp(tf.mul(logVariance, 0.5));
const zByHand = tf.add(mean, tf.mul(sigma, noise));
// #endregion draw
const [a, b] = [await z.data(), await zByHand.data()];
console.log(a[0] === b[0] && a[1] === b[1]);

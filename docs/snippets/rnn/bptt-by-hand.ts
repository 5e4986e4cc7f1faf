import {
  dispose,
  heNormal,
  matMul,
  parameters,
  random,
  setup,
  sigmoid,
  valueAndGrads,
} from '@dl/core';
import { Adder, halfSquares } from '@dl/lessons/rnn/addition/network';
import { batchOf } from '@dl/lessons/rnn/addition/pairs';
import * as tf from '@tensorflow/tfjs-core';

const BITS = 8;

await setup({ backend: 'wasm' });
const init = heNormal({ gain: 1 });
const adder = new Adder(16, { rng: random(1), activation: 'sigmoid', init });
const { xs, sums } = batchOf([[13, 58]], BITS);
const { weight: wx } = adder.cell.input;
const { weight: wh } = adder.cell.recurrent;
const { weight: wy } = adder.output;

// #region forward
const at = (x: tf.Tensor, t: number) =>
  tf.reshape(tf.slice(x, [0, t, 0], [1, 1, -1]), [1, -1]) as tf.Tensor2D;
const h: tf.Tensor[] = []; // h[t] is the state after step t
const y: tf.Tensor[] = [];
for (let t = 0; t < BITS; t++) {
  const before = h[t - 1] ?? tf.zeros([1, 16]);
  h.push(tf.sigmoid(tf.add(matMul(at(xs, t), wx), matMul(before, wh))));
  y.push(tf.sigmoid(matMul(h[t] as tf.Tensor, wy)));
}
// #endregion forward

// #region backward
const slope = (s: tf.Tensor) => tf.mul(s, tf.sub(1, s)); // σ′, of σ's own value
let dWx = tf.zeros([2, 16]);
let dWh = tf.zeros([16, 16]);
let dWy = tf.zeros([16, 1]);
let delta: tf.Tensor = tf.zeros([1, 16]); // of the step after this one
for (let t = BITS - 1; t >= 0; t--) {
  const ht = h[t] as tf.Tensor;
  const yt = y[t] as tf.Tensor;
  const deltaOut = tf.mul(tf.sub(yt, at(sums, t)), slope(yt));
  const fromOutput = matMul(deltaOut, wy, { transposeB: true });
  const fromLater = matMul(delta, wh, { transposeB: true });
  delta = tf.mul(tf.add(fromOutput, fromLater), slope(ht));
  dWy = tf.add(dWy, matMul(ht, deltaOut, { transposeA: true }));
  if (t > 0) dWh = tf.add(dWh, matMul(h[t - 1] as tf.Tensor, delta, { transposeA: true }));
  dWx = tf.add(dWx, matMul(at(xs, t), delta, { transposeA: true }));
}
// #endregion backward

// #region compare
const { value, grads } = valueAndGrads(
  () => halfSquares(sigmoid(adder.forward(xs)), sums),
  parameters(adder),
);
for (const [name, weight, mine] of [
  ['Wx', wx, dWx],
  ['Wh', wh, dWh],
  ['Wy', wy, dWy],
] as const) {
  const difference = tf.max(tf.abs(tf.sub(grads.get(weight) as tf.Tensor, mine)));
  console.log(name, ((await difference.data())[0] as number) < 1e-6);
}
// #endregion compare
tf.dispose([value, ...grads.values()]);
dispose(adder);

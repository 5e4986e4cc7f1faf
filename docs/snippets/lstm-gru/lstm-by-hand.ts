import { dispose, matMul, random, setup, valueAndGrads } from '@dl/core';
import { LstmCell } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';

await setup({ backend: 'wasm' });
const rng = random(1);
const cell = new LstmCell(3, 4, { rng });
const x = rng.normal([1, 3]);
const before = { h: rng.normal([1, 4]) as tf.Tensor2D, c: rng.normal([1, 4]) as tf.Tensor2D };
const wanted = rng.normal([1, 4]);

// #region forward
const { weight: w, bias: b } = cell.input;
const z = tf.add(tf.add(matMul(x, w), matMul(before.h, cell.recurrent.weight)), b as tf.Variable);
const [zi, zf, zg, zo] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
const [i, f, g, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zg), tf.sigmoid(zo)];
const c = tf.add(tf.mul(f, before.c), tf.mul(i, g));
const h = tf.mul(o, tf.tanh(c)); // L = ½ ‖h − d‖²
// #endregion forward

// #region backward
const one = tf.scalar(1);
const sigmoidSlope = (s: tf.Tensor) => tf.mul(s, tf.sub(one, s)); // of σ's own value
const tanhSlope = (t: tf.Tensor) => tf.sub(one, tf.square(t));
const dh = tf.sub(h, wanted);
const dc = tf.mul(tf.mul(dh, o), tanhSlope(tf.tanh(c)));
const dzi = tf.mul(tf.mul(dc, g), sigmoidSlope(i));
const dzf = tf.mul(tf.mul(dc, before.c), sigmoidSlope(f));
const dzg = tf.mul(tf.mul(dc, i), tanhSlope(g));
const dzo = tf.mul(tf.mul(dh, tf.tanh(c)), sigmoidSlope(o));
const dz = tf.concat([dzi, dzf, dzg, dzo], 1);
const dcBefore = tf.mul(dc, f); // along the carousel: a product with f alone
const dhBefore = matMul(dz, cell.recurrent.weight, { transposeB: true });
// #endregion backward

// #region compare
const [hVariable, cVariable] = [tf.variable(before.h), tf.variable(before.c)];
const { value, grads } = valueAndGrads(() => {
  const next = cell.step(x, { h: hVariable as never, c: cVariable as never });
  return tf.mul(tf.sum(tf.square(tf.sub(next.h, wanted))), 0.5) as tf.Scalar;
}, [w, cell.recurrent.weight, b as tf.Variable, hVariable, cVariable]);
for (const [name, variable, mine] of [
  ['∂L/∂W', w, matMul(x, dz, { transposeA: true })],
  ['∂L/∂U', cell.recurrent.weight, matMul(before.h, dz, { transposeA: true })],
  ['∂L/∂b', b as tf.Variable, tf.squeeze(dz, [0])], // the four ∂L/∂z themselves
  ['∂L/∂h', hVariable, dhBefore],
  ['∂L/∂c', cVariable, dcBefore],
] as const) {
  const difference = tf.max(tf.abs(tf.sub(grads.get(variable) as tf.Tensor, mine)));
  console.log(name, ((await difference.data())[0] as number) < 1e-6);
}
// #endregion compare
tf.dispose([value, ...grads.values(), hVariable, cVariable]);
dispose(cell);

// #region same
import { Linear, mse, parameters, random, setup, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup(); // in the place of tf.setBackend and tf.ready
const x = tf.randomUniform([8, 3], -1, 1, 'float32', 7); // a tensor of tfjs, as ever
const layer = new Linear(3, 1, { rng: random(1) });
const target = tf.sum(x, 1, true);

const ours = valueAndGrads(() => mse(layer.forward(x), target), parameters(layer));
const theirs = tf.variableGrads(() => mse(layer.forward(x), target), parameters(layer));
// #endregion same
const a = await (ours.grads.get(layer.weight) as tf.Tensor).data();
const b = await (theirs.grads[layer.weight.name] as tf.Tensor).data();
console.log(Math.max(...a.map((v, i) => Math.abs(v - (b[i] as number)))) < 1e-6);
tf.dispose([x, target, ours.value, ...ours.grads.values(), theirs.value, theirs.grads]);

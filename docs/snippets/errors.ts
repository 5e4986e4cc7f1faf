import { adam, Linear, matMul, mse, random, setup, softmaxCrossEntropy } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup({ backend: 'wasm' });
const layer = new Linear(3, 2, { rng: random(1) });

// #region form
/** What a refused call says. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error);
  }
  return 'none';
}
console.log(refusal(() => layer.forward(tf.ones([4, 5]))));
// ShapeError: linear: x: expected [..., 3], got [4, 5]
console.log(refusal(() => new Linear(0, 2, { rng: random(1) })));
// RangeError: Linear: inSize: expected a positive integer, got 0
console.log(refusal(() => matMul(tf.ones([2, 3]), tf.ones([3, 2], 'int32'))));
// TypeError: matMul: b: expected dtype float32, got int32
// #endregion form

// #region options
const settings = JSON.parse('[{ "lr": 0.01 }, { "beta1": 2 }, { "amsgrad": "yes" }, null]');
for (const options of settings) console.log(refusal(() => adam(options)));
// TypeError: adam: expected an option of learningRate, beta1, beta2, epsilon, weightDecay or amsgrad, got "lr" (is it learningRate?)
// RangeError: adam: beta1: expected a number in [0, 1), got 2
// TypeError: adam: amsgrad: expected true or false, got "yes"
// TypeError: adam: expected an object of options, got null
// #endregion options

// #region nothing
const before = tf.memory().numTensors;
refusal(() => new Linear(3, 2, { rng: random(1), init: () => tf.zeros([2, 3]) })); // [3, 2] was due
console.log(tf.memory().numTensors - before); // 0
// #endregion nothing

// #region empty
const none = tf.zeros([0, 3]); // a batch of no rows
const [outputs, sum, mean] = [
  layer.forward(none),
  mse(none, none, { reduction: 'sum' }),
  mse(none, none),
];
console.log(outputs.shape, await sum.data(), await mean.data()); // [0, 2], 0, NaN
// #endregion empty

// #region ignored
const logits = tf.tensor2d([0, 0, Number.NaN, Number.NaN], [2, 2]);
const labels = tf.tensor1d([0, -100], 'int32'); // −100: the second row is ignored
const gradient = tf.grad((x) => softmaxCrossEntropy(x, labels))(logits);
console.log(await gradient.data()); // -0.5, 0.5, 0, 0
// #endregion ignored

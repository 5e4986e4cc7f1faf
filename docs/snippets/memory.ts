import { Linear, mse, parameters, random, setup, sgd, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const model = new Linear(3, 2, { rng: random(1) });

// #region tidy
const x = tf.ones([4, 3]);
const mean = tf.tidy(() => tf.mean(model.forward(x))); // the outputs of forward are freed, the mean stays
console.log(await mean.data());
tf.dispose([x, mean]);
// #endregion tidy

// #region step
const optimizer = sgd({ learningRate: 0.1 });
const step = () => {
  const { value, grads } = valueAndGrads(
    () => mse(model.forward(tf.ones([4, 3])), tf.zeros([4, 2])),
    parameters(model),
  );
  optimizer.update(grads);
  tf.dispose([value, ...grads.values()]); // value and gradients are the caller's
};
step();
const before = tf.memory().numTensors;
for (let i = 0; i < 100; i++) step();
console.log(tf.memory().numTensors - before); // 0
// #endregion step

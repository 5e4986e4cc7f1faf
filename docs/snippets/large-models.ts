import {
  gradientCheckpoint,
  Linear,
  mse,
  parameters,
  random,
  sequential,
  setup,
  sgd,
  train,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);
const block = () =>
  sequential(new Linear(32, 128, { rng, activation: 'relu' }), new Linear(128, 32, { rng }));
const blocks = Array.from({ length: 8 }, block);

// #region checkpoint
// The backward pass computes the inside of a block anew instead of keeping it.
const residuals = blocks.map((block) =>
  gradientCheckpoint((x: tf.Tensor) => tf.add(x, block.forward(x))),
);
const deep = (x: tf.Tensor) => residuals.reduce((y, residual) => residual(y), x);
// #endregion checkpoint

// #region accumulate
for await (const report of train({
  parameters: parameters(blocks),
  optimizer: sgd({ learningRate: 0.01 }),
  accumulate: 4, // batches a step: the update takes the mean of their gradients
  batches: ({ rng }) => rng.normal([8, 32]),
  loss: (x) => mse(deep(x), tf.tanh(x)),
  steps: 20,
})) {
  if (report.step % 10 === 0) console.log(report.step, await report.loss());
}
// #endregion accumulate

import { adam, Linear, mse, random, setup, train } from '@dl/core';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);
const model = { rnn: new Rnn(1, 16, { rng }), out: new Linear(16, 1, { rng }) };
for await (const report of train({
  model,
  optimizer: adam({ learningRate: 0.01 }),
  batches: ({ rng }) => rng.uniform([32, 8, 1], -1, 1), // eight numbers, one a step
  loss: (xs) => mse(model.out.forward(model.rnn.forward(xs).outputs), tf.cumsum(xs, 1)), // their sum so far
  steps: 300,
})) {
  if (report.step % 100 === 0) console.log(report.step, await report.loss());
}

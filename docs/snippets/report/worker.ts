import { adam, Linear, mse, random, setup, train } from '@dl/core';
import { RunHistory } from '@dl/report/history';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const model = new Linear(1, 1, { rng: random(1) });

// #region history
const history = new RunHistory();
let told = 0;
for await (const { step, loss } of train({
  model,
  optimizer: adam({ learningRate: 0.02 }),
  batches: ({ rng }) => rng.uniform([32, 1], -1, 1),
  loss: (x) => mse(model.forward(x), tf.mul(x, 3)),
  steps: 100_000,
})) {
  history.add(step, { loss: await loss() });
  if (performance.now() - told > 100) {
    told = performance.now();
    postMessage(history.arrays());
  }
}
postMessage(history.arrays());
// #endregion history

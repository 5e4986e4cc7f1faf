import { adam, Linear, mse, random, setup, train } from '@dl/core';
import { terminalProgress } from '@dl/report';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);
const model = new Linear(1, 1, { rng });

// #region loop
const steps = 400;
const progress = terminalProgress();
for await (const { step, loss } of train({
  model,
  optimizer: adam({ learningRate: 0.02 }),
  batches: ({ rng }) => rng.uniform([32, 1], -1, 1),
  loss: (x) => mse(model.forward(x), tf.mul(x, 3)),
  steps,
})) {
  progress({ step, steps, loss: await loss() });
  if (step === 200) progress.line('half of it');
}
progress({ step: steps, state: 'done' });
// #endregion loop

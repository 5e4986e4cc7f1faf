import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  adam,
  fileStore,
  Linear,
  loadCheckpoint,
  mse,
  parameters,
  random,
  saveCheckpoint,
  setup,
  train,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const store = fileStore(join(tmpdir(), 'dl-docs-line.safetensors')); // indexedDbStore(name) in a browser

async function run(from: number, steps: number): Promise<number> {
  const model = new Linear(1, 1, { rng: random(1) });
  const optimizer = adam({ learningRate: 0.05 });
  const { step: start } =
    from > 0 ? await loadCheckpoint(store, { model, optimizer }) : { step: 0 };
  let loss = Number.NaN;
  for await (const report of train({
    parameters: parameters(model),
    optimizer,
    batches: ({ rng }) => rng.uniform([16, 1], -1, 1),
    loss: (x) => mse(model.forward(x), tf.add(tf.mul(x, 3), 2)),
    start, // steps that are done
    steps,
  })) {
    loss = await report.loss();
    if (report.step === 50) await saveCheckpoint(store, { model, optimizer, step: report.step });
  }
  return loss;
}

const whole = await run(0, 100);
const resumed = await run(50, 100);
console.log(whole === resumed, whole); // true: the same numbers, as if it had never stopped
await store.remove();

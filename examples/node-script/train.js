import {
  adam,
  fileStore,
  parameters,
  random,
  saveCheckpoint,
  setup,
  sigmoidCrossEntropy,
  train,
} from '@dl/core';
import { FILE, makeModel, moons } from './moons.js';

const { backend } = await setup();
console.log(`training on ${backend}`);

const model = makeModel(random(1));
const optimizer = adam({ learningRate: 0.01 });
const steps = 600;
for await (const report of train({
  parameters: parameters(model),
  optimizer,
  batches: ({ rng }) => moons(64, rng),
  loss: ({ points, label }) => sigmoidCrossEntropy(model.forward(points), label),
  steps,
})) {
  if (report.step % 100 === 0) {
    console.log(`step ${report.step}: loss ${(await report.loss()).toFixed(4)}`);
  }
}
await saveCheckpoint(fileStore(FILE), { model, optimizer, step: steps });
console.log(`saved ${FILE}`);

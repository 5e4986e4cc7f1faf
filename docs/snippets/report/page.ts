import { adam, batches, fit, Linear, mse, random, setup, stateDict } from '@dl/core';
import { curve, defineElements } from '@dl/report/elements';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);
const x = rng.uniform([512, 4], -1, 1);
const y = tf.matMul(x, rng.uniform([4, 8], -1, 1));
const model = new Linear(4, 8, { rng });

// #region curve
await fit(model, batches({ x, y }, { size: 32, shuffle: rng }), {
  epochs: 20,
  optimizer: adam({ learningRate: 0.01 }),
  loss: (output, batch) => mse(output, batch.y),
  progress: curve(document.querySelector('#loss'), { log: true }),
});
// #endregion curve

// #region heat-map
defineElements();
const map = document.createElement('dl-heat-map');
map.data = {
  label: 'Weights',
  values: (await stateDict(model).weight?.data()) ?? [],
  rows: 4,
  columns: 8,
  rowLabel: 'Input',
  columnLabel: 'Output',
};
document.body.append(map);
// #endregion heat-map

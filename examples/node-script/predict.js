import { fileStore, loadCheckpoint, random, setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { FILE, makeModel, moons } from './moons.js';

await setup();
const model = makeModel(random(2)); // other weights, until they are loaded
const { step } = await loadCheckpoint(fileStore(FILE), { model });
console.log(`loaded ${FILE}, ${step} steps`);

const { points, label } = moons(2000, random(3));
const correct = tf.tidy(() => {
  const predicted = tf.greater(model.forward(points), 0);
  return tf.mean(tf.cast(tf.equal(predicted, tf.cast(label, 'bool')), 'float32')).dataSync()[0];
});
console.log(`accuracy on new points: ${(100 * correct).toFixed(1)}%\n`);

// What it takes for which moon, on a grid from (−1.5, 1.3) to (2.5, −0.9).
const [width, height] = [64, 20];
const grid = Array.from({ length: width * height }, (_, i) => [
  -1.5 + (4 * (i % width)) / (width - 1),
  1.3 - (2.2 * Math.floor(i / width)) / (height - 1),
]);
const share = tf.tidy(() => tf.sigmoid(model.forward(tf.tensor2d(grid))).dataSync());
for (let row = 0; row < height; row++) {
  const line = share.subarray(row * width, (row + 1) * width);
  console.log([...line].map((p) => '·-+x#'[Math.min(4, Math.floor(5 * p))]).join(''));
}

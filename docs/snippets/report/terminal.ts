import {
  Accuracy,
  adam,
  batches,
  evaluate,
  fit,
  Linear,
  random,
  sequential,
  setup,
  softmaxCrossEntropy,
} from '@dl/core';
import { openScreen, terminalProgress } from '@dl/report';
import type * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);
const points = Array.from({ length: 600 }, (_, i) => [
  Math.cos(i) * (i % 3),
  Math.sin(i) * (i % 3),
]);
const rings = points.map((_, i) => i % 3); // which ring a point lies on
const data = batches({ x: points, y: rings }, { size: 32, shuffle: rng });
const model = sequential(
  new Linear(2, 16, { rng, activation: 'relu' }),
  new Linear(16, 3, { rng }),
);
const optimizer = adam({ learningRate: 0.01 });
const loss = (output: tf.Tensor, { y }: { y: tf.Tensor }) => softmaxCrossEntropy(output, y);

// #region progress
await fit(model, data, {
  epochs: 20,
  optimizer,
  loss,
  progress: terminalProgress({ plot: true }),
});
// #endregion progress

// #region screen
const { accuracy = 0 } = await evaluate(model, data, {
  metrics: { accuracy: new Accuracy() },
});
const screen = openScreen();
screen.title('How well it does');
screen.table({
  head: ['model', 'accuracy'],
  rows: [
    ['always the same ring', '33.3 %'],
    ['two layers', `${(100 * accuracy).toFixed(1)} %`],
  ],
  strong: [1],
});
// #endregion screen

import { mnist } from '@dl/lessons/data/mnist';
import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { batches } from '../data/batches';
import { Accuracy } from '../metrics/accuracy';
import { dispose } from '../model/dispose';
import { parameters } from '../model/parameters';
import { Conv2d } from '../nn/conv-2d';
import { Dropout } from '../nn/dropout';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { softmaxCrossEntropy } from '../ops/loss/softmax-cross-entropy';
import { maxPool2d } from '../ops/pool/max-pool-2d';
import { flatten } from '../ops/shape/flatten';
import { adam } from '../optim/adam';
import { random } from '../random/random';
import { train } from './train';

/** The first images from `from` on, as columns. */
async function digits(from: number, count: number) {
  const { images, labels } = (await mnist()).train;
  const data = images.data.subarray(from * 784, (from + count) * 784);
  return { x: { data, shape: [count, 28, 28, 1] }, y: labels.subarray(from, from + count) };
}

// The small network takes 20 times longer without WebAssembly.
describe.skipIf(backendName === 'cpu')('a network of convolutions', () => {
  test('learns to read digits that it has not seen', async () => {
    const { numTensors } = tf.memory();
    const rng = random(1);
    const model = sequential(
      new Conv2d(1, 8, 3, { rng, stride: 2, activation: 'relu' }),
      new Conv2d(8, 16, 3, { rng, activation: 'relu' }),
      (x) => maxPool2d(x, { size: 2 }),
      new Dropout(0.1),
      flatten,
      new Linear(5 * 5 * 16, 32, { rng, activation: 'relu' }),
      new Linear(32, 10, { rng }),
    );
    const optimizer = adam({ learningRate: 0.005 });
    const losses: number[] = [];
    for await (const { loss } of train({
      parameters: parameters(model),
      optimizer,
      batches: batches(await digits(0, 512), { size: 32, shuffle: rng, epochs: 4, prefetch: 1 }),
      loss: ({ x, y }, { rng: own }) =>
        softmaxCrossEntropy(model.forward(x, { training: true, rng: own }), y),
    })) {
      losses.push(await loss());
    }
    expect(losses.length).toBe(64);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(losses.slice(-8))).toBeLessThan(0.3 * mean(losses.slice(0, 8)));

    const accuracy = new Accuracy();
    for await (const batch of batches(await digits(50_000, 500), { size: 125 })) {
      const scores = model.forward(batch.x);
      await accuracy.update(scores, batch.y);
      tf.dispose([scores, batch]);
    }
    expect(accuracy.count).toBe(500);
    expect(accuracy.value).toBeGreaterThan(0.8);
    dispose(model);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  }, 180_000);
});

import {
  Accuracy,
  adam,
  batches,
  Conv2d,
  cosineDecay,
  Dropout,
  flatten,
  Linear,
  maxPool2d,
  parameters,
  random,
  type Sequential,
  sequential,
  setup,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
import type { ImageSet } from '@dl/lessons/data/image-set';
import { mnist } from '@dl/lessons/data/mnist';
import * as tf from '@tensorflow/tfjs-core';

interface MnistOptions {
  seed: number;
  /** Says how far it is. */
  progress(text: string): void;
  /** Holds back the last so many training images and measures by them: how settings are chosen. Default: the test set. */
  holdBack?: number;
  /** Images to train on. Default: all. */
  count?: number;
}

/** What a run gave. */
export interface MnistResult {
  /** Share of the images that it was judged by. */
  accuracy: number;
  /** Of the training alone. */
  seconds: number;
}

const SIZE = 64;
const EPOCHS = 5;

/** Trains the network of `core/conv-step`, with dropout, as a user would; gives its accuracy and what it took. */
export async function trainMnist({
  seed,
  progress,
  holdBack = 0,
  count,
}: MnistOptions): Promise<MnistResult> {
  await setup({ backend: 'wasm', threads: 1 });
  const data = await mnist();
  const total = data.train.labels.length;
  const learned = slice(data.train, 0, count ?? total - holdBack);
  const judged = holdBack > 0 ? slice(data.train, total - holdBack, total) : data.test;
  const rng = random(seed);
  const [init, order, noise] = rng.split(3) as [typeof rng, typeof rng, typeof rng];
  const model = sequential(
    new Conv2d(1, 32, 3, { rng: init, activation: 'relu' }),
    new Conv2d(32, 64, 3, { rng: init, activation: 'relu' }),
    (x) => maxPool2d(x, { size: 2 }),
    new Dropout(0.25),
    flatten,
    new Linear(12 * 12 * 64, 128, { rng: init, activation: 'relu' }),
    new Dropout(0.5),
    new Linear(128, 10, { rng: init }),
  );
  const loader = batches(
    { x: learned.images, y: learned.labels },
    { size: SIZE, shuffle: order, epochs: EPOCHS },
  );
  const steps = (loader.batchesPerEpoch as number) * EPOCHS;
  const from = performance.now();
  for await (const { step, loss } of train({
    parameters: parameters(model),
    optimizer: adam({ learningRate: cosineDecay(0.002, { steps }) }),
    batches: loader,
    loss: ({ x, y }, { rng: own }) =>
      softmaxCrossEntropy(model.forward(x, { training: true, rng: own }), y),
    rng: noise,
  })) {
    if (step % 50 > 0 && step < steps) continue;
    const spent = (performance.now() - from) / 1000;
    progress(`step ${step} of ${steps}: loss ${(await loss()).toFixed(4)}, ${spent.toFixed(0)} s`);
  }
  const seconds = (performance.now() - from) / 1000;
  return { accuracy: await accuracyOf(model, judged), seconds };
}

async function accuracyOf(model: Sequential, { images, labels }: ImageSet): Promise<number> {
  const accuracy = new Accuracy();
  for await (const batch of batches({ x: images, y: labels }, { size: 500 })) {
    const scores = model.forward(batch.x);
    await accuracy.update(scores, batch.y);
    tf.dispose([scores, batch]);
  }
  return accuracy.value;
}

/** Images `from` to `to`, without copying them. */
function slice({ images: { data }, labels }: ImageSet, from: number, to: number): ImageSet {
  const shape = [to - from, 28, 28, 1];
  return {
    images: { data: data.subarray(from * 784, to * 784), shape },
    labels: labels.subarray(from, to),
  };
}

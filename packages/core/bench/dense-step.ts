import { adam, Linear, parameters, random, sequential, setup, softmaxCrossEntropy } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { training } from '../../../apps/bench/src/kit/training';
import { BATCH, inputs, SIZES } from './dense-sizes';

/** Training steps of a small network of dense layers. */
export async function denseStep() {
  await setup({ backend: 'wasm', threads: 1 });
  const rng = random(0);
  const [pixels, first, second, classes] = SIZES;
  const model = sequential(
    new Linear(pixels, first, { rng, activation: 'relu' }),
    new Linear(first, second, { rng, activation: 'relu' }),
    new Linear(second, classes, { rng }),
  );
  const { x, labels } = inputs();
  const images = tf.tensor2d(x, [BATCH, pixels]);
  const targets = tf.tensor2d(labels, [BATCH, classes]);
  const loss = () => softmaxCrossEntropy(model.forward(images), targets);
  const held = [images, targets];
  const { run } = training({ variables: parameters(model), optimizer: adam(), held, loss });
  return { run };
}

import { adam, Conv2d, Linear, maxPool2d, parameters, random, softmaxCrossEntropy } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { type Training, training } from '../../../apps/bench/src/kit/training';
import { CONV_NETWORK, images, POOLED } from './conv-sizes';

/** Training steps of a small network of convolutions, by Adam, on the backend that runs. */
export function convTraining(batch: number): Training {
  const rng = random(0);
  const { channels, taps, pool, hidden, classes, pixels } = CONV_NETWORK;
  const [first, second, third] = channels as [number, number, number];
  const model = {
    conv1: new Conv2d(first, second, taps, { rng, activation: 'relu' }),
    conv2: new Conv2d(second, third, taps, { rng, activation: 'relu' }),
    dense: new Linear(POOLED * POOLED * third, hidden, { rng, activation: 'relu' }),
    out: new Linear(hidden, classes, { rng }),
  };
  const { x, labels } = images(batch);
  const inputs = tf.tensor4d(x, [batch, pixels, pixels, 1]);
  const targets = tf.tensor1d(labels, 'int32');
  const loss = () => {
    const pooled = maxPool2d(model.conv2.forward(model.conv1.forward(inputs)), { size: pool });
    const y = model.dense.forward(tf.reshape(pooled, [batch, -1]));
    return softmaxCrossEntropy(model.out.forward(y), targets);
  };
  const held = [inputs, targets];
  return training({ variables: parameters(model), optimizer: adam(), held, loss });
}

import {
  adam,
  Conv2d,
  Linear,
  maxPool2d,
  mse,
  parameters,
  random,
  softmaxCrossEntropy,
  valueAndGrads,
} from '@dl/core';
import { Lstm } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { CONV_NETWORK, images, POOLED } from '../../../../packages/core/bench/conv-sizes';
import { numbersFor } from './numbers-for';
import type { LstmSizes } from './sizes';

/** Training steps of an LSTM, by Adam. */
export function lstmStep({ batch, time, inSize, hidden }: LstmSizes) {
  const model = new Lstm(inSize, hidden, { rng: random(0) });
  const xs = tf.tensor3d(numbersFor(batch * time * inSize), [batch, time, inSize]);
  const target = tf.tensor3d(numbersFor(batch * time * hidden), [batch, time, hidden]);
  return training(parameters(model), [xs, target], () => {
    const { outputs, state } = model.forward(xs);
    tf.dispose(state as never);
    return mse(outputs, target);
  });
}

/** Training steps of the network of `core/conv-step`. */
export function convStep(batch: number) {
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
  return training(parameters(model), [inputs, targets], () => {
    const pooled = maxPool2d(model.conv2.forward(model.conv1.forward(inputs)), { size: pool });
    const y = model.dense.forward(tf.reshape(pooled, [batch, -1]));
    return softmaxCrossEntropy(model.out.forward(y), targets);
  });
}

function training(
  variables: tf.Variable[],
  held: readonly tf.Tensor[],
  loss: () => tf.Scalar,
): { step: () => void; end: () => void } {
  const optimizer = adam();
  const step = () => {
    const { value, grads } = valueAndGrads(loss, variables);
    optimizer.update(grads);
    value.dispose();
    for (const gradient of grads.values()) gradient.dispose();
  };
  const end = () => {
    optimizer.dispose();
    tf.dispose([variables, [...held]]);
  };
  return { step, end };
}

import { parameters, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Gru } from './gru';
import { Lstm } from './lstm';

const rng = random(1);

test.each([
  ['Lstm', () => new Lstm(3, 5, { rng, peepholes: true, projection: 4, layers: 2 }), 4],
  ['Gru', () => new Gru(3, 5, { rng, layers: 2 }), 5],
] as const)('%s of a batch of no rows: no rows, and gradients of 0', (_, make, width) => {
  const layer = make();
  const weights = parameters(layer);
  const outputs = () => layer.forward(tf.zeros([0, 7, 3])).outputs;
  expect(outputs().shape).toEqual([0, 7, width]);
  const loss = () => tf.sum(tf.concat([tf.zeros([1]), tf.reshape(outputs(), [0])]));
  const { grads } = tf.variableGrads(loss as () => tf.Scalar, weights);
  for (const weight of weights) {
    const gradient = grads[weight.name] as tf.Tensor;
    expect(gradient.shape).toEqual(weight.shape);
    expect(Array.from(gradient.dataSync(), Math.abs)).toEqual(new Array(weight.size).fill(0));
  }
});

import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Rnn } from './rnn';
import { RnnCell } from './rnn-cell';
import { unroll } from './unroll';

test('a batch of no rows gives no rows, in all layers and both directions', () => {
  const rng = random(1);
  const rnn = new Rnn(3, 5, { rng, layers: 2, bidirectional: 'concat', dropout: 0.5 });
  const xs = tf.zeros([0, 7, 3]);
  const { outputs, state } = rnn.forward(xs, { training: true, rng, lengths: [] });
  expect(outputs.shape).toEqual([0, 7, 10]);
  expect(state.map(({ shape }) => shape)).toEqual(new Array(4).fill([0, 5]));
  expect(rnn.forward(xs, { state }).outputs.shape).toEqual([0, 7, 10]);
  expect(rnn.zeroState(0).map(({ shape }) => shape)).toEqual(new Array(4).fill([0, 5]));
});

test('its gradients are 0, those of weights and of the state too', () => {
  const cell = new RnnCell(3, 5, { rng: random(1) });
  const weights = [cell.input.weight, cell.input.bias as tf.Variable, cell.recurrent.weight];
  const loss = (part: 'outputs' | 'state') => () =>
    tf.sum(tf.concat([tf.zeros([1]), tf.reshape(unroll(cell, tf.zeros([0, 7, 3]))[part], [0])]));
  for (const part of ['outputs', 'state'] as const) {
    const { grads } = tf.variableGrads(loss(part) as () => tf.Scalar, weights);
    for (const weight of weights) {
      const gradient = grads[weight.name] as tf.Tensor;
      expect(gradient.shape).toEqual(weight.shape);
      expect(Array.from(gradient.dataSync(), Math.abs)).toEqual(new Array(weight.size).fill(0));
    }
  }
});

test('no steps, and no features, are refused', () => {
  const rnn = new Rnn(3, 5, { rng: random(1) });
  expect(() => rnn.forward(tf.zeros([0, 0, 3]))).toThrow(
    'with no empty axis but the first, got [0, 0, 3]',
  );
  expect(() => rnn.forward(tf.zeros([2, 0, 3]))).toThrow(
    'with no empty axis but the first, got [2, 0, 3]',
  );
  expect(() => rnn.forward(tf.zeros([0, 7, 3]), { state: [tf.zeros([2, 5])] })).toThrow(
    'state.0: expected [0, 5], got [2, 5]',
  );
});

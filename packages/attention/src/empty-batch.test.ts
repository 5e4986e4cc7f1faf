import { parameters, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { alibi } from './alibi';
import { attend, attendWithWeights } from './attend';
import { MultiHeadAttention } from './multi-head-attention';
import { rotary } from './rotary';

const zero = (x: tf.Tensor) => tf.sum(tf.concat([tf.zeros([1]), tf.reshape(x, [0])]));

test('a batch of no sequences gives none', () => {
  const [q, k, v] = [tf.zeros([0, 4, 5, 8]), tf.zeros([0, 2, 7, 8]), tf.zeros([0, 2, 7, 3])];
  expect(attend(q, k, v, { mask: { causal: true } }).shape).toEqual([0, 4, 5, 3]);
  const { output, weights } = attendWithWeights(q, k, v);
  expect(output.shape).toEqual([0, 4, 5, 3]);
  expect(weights.shape).toEqual([0, 4, 5, 7]);
  const bias = tf.ones([4, 5, 7]);
  const grads = tf.grads((...[a, b, c, d]: tf.Tensor[]) =>
    zero(attend(a as tf.Tensor, b as tf.Tensor, c as tf.Tensor, { bias: d })),
  )([q, k, v, bias]);
  expect(grads.map(({ shape }) => shape)).toEqual([q, k, v, bias].map(({ shape }) => shape));
  expect(tf.max(tf.abs(grads[3] as tf.Tensor)).dataSync()[0]).toBe(0);
});

test.each(['none', 'rotary', 'alibi'] as const)('through heads with positions %s', (name) => {
  const positions = { none: undefined, rotary: rotary(), alibi: alibi() }[name];
  const layer = new MultiHeadAttention(8, 2, { rng: random(1), positions });
  const forward = () => layer.forward(tf.zeros([0, 5, 8]), { mask: { causal: true } });
  expect(forward().shape).toEqual([0, 5, 8]);
  expect(layer.forward(tf.zeros([0, 5, 8]), { mask: { lengths: [] } }).shape).toEqual([0, 5, 8]);
  const weights = parameters(layer);
  const { grads } = tf.variableGrads(() => zero(forward()) as tf.Scalar, weights);
  for (const weight of weights) {
    const gradient = grads[weight.name] as tf.Tensor;
    expect(gradient.shape).toEqual(weight.shape);
    expect(Array.from(gradient.dataSync(), Math.abs)).toEqual(new Array(weight.size).fill(0));
  }
});

test('no queries and no keys are refused', () => {
  const [q, k] = [tf.zeros([0, 5, 8]), tf.zeros([0, 0, 8])];
  expect(() => attend(q, k, k)).toThrow('with no empty axis');
  expect(() => attend(k, q, q)).toThrow('with no empty axis but the first, got [0, 0, 8]');
});

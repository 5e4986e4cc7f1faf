import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { DepthwiseConv2d } from '../../nn/depthwise-conv-2d';
import { random } from '../../random/random';
import { conv2d } from './conv-2d';
import { type DepthwiseOptions, depthwiseConv2d } from './depthwise-conv-2d';

const FORMS: [string, number[], number[], DepthwiseOptions][] = [
  ['one of all', [1, 1, 1, 1], [1, 1, 1, 1], {}],
  ['wide: four places at a time and the rest', [2, 5, 17, 7], [3, 3, 7, 1], {}],
  ['same padding', [2, 7, 11, 5], [3, 3, 5, 1], { padding: 'same' }],
  ['a filter wider than the input', [1, 3, 2, 4], [3, 5, 4, 1], { padding: 2 }],
  ['strides', [2, 9, 13, 3], [3, 2, 3, 1], { stride: [2, 3], padding: [1, [0, 2]] }],
  ['dilation', [1, 9, 15, 6], [2, 3, 6, 1], { dilation: [3, 2], padding: 'causal' }],
  ['stride and dilation', [1, 9, 15, 4], [2, 3, 4, 1], { dilation: 2, stride: 2, padding: 'same' }],
  ['three filters a channel', [2, 5, 7, 3], [3, 3, 3, 3], { stride: 2, padding: 1 }],
];

describe('depthwiseConv2d', () => {
  // A second way, which itself is held against PyTorch: a group a channel.
  test.each(FORMS)('is conv2d with a group a channel: %s', (_, shape, filterShape, options) => {
    const [, , channels, multiplier] = filterShape as [number, number, number, number];
    const x = seededTensor(shape);
    const filter = seededTensor(filterShape, 2);
    const bias = seededTensor([channels * multiplier], 3);
    const own = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
      depthwiseConv2d(a, w, { ...options, bias: b, activation: 'tanh' });
    const grouped = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
      conv2d(a, tf.reshape(w, [...filterShape.slice(0, 2), 1, -1]), {
        ...options,
        bias: b,
        activation: 'tanh',
        groups: channels,
      });
    const y = own(x, filter, bias);
    expect(y).toBeClose(grouped(x, filter, bias));
    const dy = seededTensor(y.shape, 4);
    const wanted = tf.grads(grouped)([x, filter, bias], dy);
    tf.grads(own)([x, filter, bias], dy).forEach((gradient, i) => {
      expect(gradient.shape).toEqual(wanted[i]?.shape);
      expect(gradient, `gradient ${i}`).toBeClose(wanted[i] as tf.Tensor, { absolute: 1e-4 });
    });
  });

  test.each([1, 3, 5, 7, 17, 33])('the same on every backend, %i channels', async (channels) => {
    await expectSameOnEveryBackend(() => {
      const x = seededTensor([2, 5, 9, channels]);
      const w = seededTensor([3, 3, channels, 1], 2);
      const f = (a: tf.Tensor, b: tf.Tensor) => depthwiseConv2d(a, b, { padding: 'same' });
      return [f(x, w), ...tf.grads(f)([x, w], seededTensor(x.shape, 3))];
    });
  });

  test.each([1, 2])('gradients of gradients, stride %i', (stride) => {
    const squares = (a: tf.Tensor, w: tf.Tensor) => {
      const [da, dw] = tf.grads((b: tf.Tensor, v: tf.Tensor) =>
        tf.sum(tf.square(depthwiseConv2d(b, v, { stride, padding: 1 }))),
      )([a, w]);
      return tf.add(tf.sum(tf.square(da as tf.Tensor)), tf.sum(tf.square(dw as tf.Tensor)));
    };
    const inputs = [seededTensor([1, 3, 3, 2], 1, 0.3), seededTensor([2, 2, 2, 1], 2, 0.3)];
    expectGradients(squares, inputs, { relative: 3e-2, absolute: 3e-2 });
  });

  test('as a layer', () => {
    const layer = new DepthwiseConv2d(3, [2, 3], {
      rng: random(1),
      multiplier: 2,
      padding: 'same',
    });
    expect(layer.weight.shape).toEqual([2, 3, 3, 2]);
    const x = seededTensor([2, 5, 7, 3]);
    expect(layer.forward(x).shape).toEqual([2, 5, 7, 6]);
    expect(layer.forward(x)).toBeClose(depthwiseConv2d(x, layer.weight, { padding: 'same' }));
  });

  test('leaves nothing behind', async () => {
    const [x, w] = [seededTensor([1, 5, 4, 2]), seededTensor([3, 2, 2, 1])];
    await expectNoLeaks(() => {
      const f = (a: tf.Tensor, b: tf.Tensor) =>
        depthwiseConv2d(a, b, { stride: 2, activation: 'relu' });
      tf.dispose([f(x, w), ...tf.grads(f)([x, w])]);
    });
  });

  test.each<[string, (x: tf.Tensor) => unknown, string]>([
    [
      'channels',
      (x) => depthwiseConv2d(x, seededTensor([2, 2, 2, 1])),
      'depthwiseConv2d: filter: expected the 3 channels of x, got 2',
    ],
    [
      'a dilation of 0',
      (x) => depthwiseConv2d(x, seededTensor([2, 2, 3, 1]), { dilation: 0 }),
      'depthwiseConv2d: dilation: expected a positive integer, got 0',
    ],
    [
      'size',
      (x) => depthwiseConv2d(x, seededTensor([2, 2, 3, 1]), { dilation: 5 }),
      'depthwiseConv2d: kernel: expected at most the 5 entries of axis 0 with its padding, got 6 (2 taps, dilation 5)',
    ],
    [
      'bias',
      (x) => depthwiseConv2d(x, seededTensor([2, 2, 3, 1]), { bias: seededTensor([2]) }),
      'depthwiseConv2d: bias: expected [3], got [2]',
    ],
  ])('errors: %s', async (_, run, message) => {
    const x = seededTensor([1, 5, 4, 3]);
    await expectRefusal(() => tf.tidy(() => run(x) as tf.Tensor), message);
  });
});

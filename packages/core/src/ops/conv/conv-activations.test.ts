import { expectGradients, expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type Activation, compositeActivation } from '../activation/activation';
import { silu } from '../activation/silu';
import { conv1d } from './conv-1d';
import { type ConvOptions, conv2d } from './conv-2d';
import { convTranspose2d } from './conv-transpose-2d';
import { depthwiseConv2d } from './depthwise-conv-2d';

type Filtered = (x: tf.Tensor, filter: tf.Tensor, options?: ConvOptions) => tf.Tensor;

const depthwise = depthwiseConv2d as Filtered;
const flat = (x: tf.Tensor, w: tf.Tensor, options?: ConvOptions) => conv1d(x, w, options);

/** By each way that a kernel goes: patches, 1×1, tiles of Winograd's, channels by themselves. */
const OPS: [string, Filtered, number[], number[], number][] = [
  ['conv2d by patches', conv2d, [2, 5, 7, 3], [3, 2, 3, 5], 5],
  ['conv2d of 1×1', conv2d, [1, 5, 7, 17], [1, 1, 17, 3], 3],
  ['conv2d by tiles', conv2d, [1, 13, 15, 16], [3, 3, 16, 20], 20],
  ['depthwiseConv2d', depthwise, [1, 5, 9, 7], [3, 3, 7, 1], 7],
  ['depthwiseConv2d of two filters', depthwise, [1, 5, 6, 3], [3, 3, 3, 2], 6],
  ['convTranspose2d', convTranspose2d as Filtered, [1, 4, 3, 2], [2, 2, 5, 2], 5],
  ['conv1d', flat, [2, 9, 3], [3, 3, 5], 5],
];
const ACTIVATIONS: [string, Activation][] = [
  ['relu6', 'relu6'],
  ['hardSwish', 'hardSwish'],
  ['a function', silu],
];

describe.each(OPS)('%s', (_, op, shape, filterShape, out) => {
  const given = () => {
    const bias = tf.linspace(-4, 7, out);
    return [seededTensor(shape, 1, 3), seededTensor(filterShape, 2), bias] as tf.Tensor[];
  };

  test.each(ACTIVATIONS)('ends with %s, forward and backward', (_name, activation) => {
    const f = (...[x, w, bias]: tf.Tensor[]) =>
      op(x as tf.Tensor, w as tf.Tensor, { bias, activation });
    const plain = (...[x, w, bias]: tf.Tensor[]) => {
      const z = op(x as tf.Tensor, w as tf.Tensor, { bias });
      return typeof activation === 'string' ? compositeActivation(z, activation) : activation(z);
    };
    const inputs = given();
    const y = f(...inputs);
    expect(y).toBeClose(plain(...inputs), { absolute: 1e-5 });
    const dy = seededTensor(y.shape, 5);
    const wanted = tf.grads(plain)(inputs, dy);
    tf.grads(f)(inputs, dy).forEach((gradient, i) => {
      expect(gradient).toBeClose(wanted[i] as tf.Tensor, { absolute: 1e-4 });
    });
  });

  test('leaves its result only', async () => {
    const inputs = given();
    for (const [, activation] of ACTIVATIONS) {
      const f = (...[x, w, bias]: tf.Tensor[]) =>
        op(x as tf.Tensor, w as tf.Tensor, { bias, activation });
      await expectNoLeaks(() => f(...inputs).dispose());
      await expectNoLeaks(() => tf.dispose(tf.grads(f)(inputs)));
    }
  });
});

test.each(ACTIVATIONS)('gradients with %s are the differences', (_, activation) => {
  // Biases keep what goes in away from the kinks at 0, 3 and 6.
  const inputs = [seededTensor([1, 3, 3, 2], 1), seededTensor([2, 2, 2, 2], 2, 0.2)];
  for (const bias of [tf.tensor([1.5, -1.5]), tf.tensor([4.5, 8])]) {
    const f = (x: tf.Tensor, w: tf.Tensor) => conv2d(x, w, { bias, activation });
    expectGradients(f as never, inputs);
  }
});

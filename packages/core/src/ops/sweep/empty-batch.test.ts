import { expectNoLeaks, readValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as core from '../../index';

/*
 * A batch of no samples, where PyTorch allows it: an empty result of the right shape, and gradients of weights that are 0.
 * Windows and norms need every other axis.
 */

type Run = (...xs: tf.Tensor[]) => tf.Tensor;
type Case = [name: string, shapes: number[][], run: Run, shape: number[]];

const IMAGES = [0, 5, 7, 4];
const noBoxes: Run = (x, boxes) => core.cropAndResize(x as tf.Tensor, boxes as tf.Tensor, ids(), 2);
const ids = () => tf.zeros([0], 'int32');

const CASES: Case[] = [
  [
    'conv1d',
    [
      [0, 7, 4],
      [3, 4, 6],
    ],
    (x, w) => core.conv1d(x as tf.Tensor, w as tf.Tensor, { padding: 'causal' }),
    [0, 7, 6],
  ],
  [
    'conv2d',
    [IMAGES, [3, 3, 2, 6], [6]],
    (x, w, bias) =>
      core.conv2d(x as tf.Tensor, w as tf.Tensor, {
        stride: 2,
        groups: 2,
        bias,
        activation: 'relu',
      }),
    [0, 2, 3, 6],
  ],
  [
    'depthwiseConv2d',
    [IMAGES, [3, 3, 4, 1], [4]],
    (x, w, bias) => core.depthwiseConv2d(x as tf.Tensor, w as tf.Tensor, { padding: 'same', bias }),
    [0, 5, 7, 4],
  ],
  [
    'depthwiseConv2d: two filters a channel',
    [IMAGES, [3, 3, 4, 2]],
    (x, w) => core.depthwiseConv2d(x as tf.Tensor, w as tf.Tensor),
    [0, 3, 5, 8],
  ],
  [
    'convTranspose2d',
    [IMAGES, [2, 2, 3, 4], [3]],
    (x, w, bias) => core.convTranspose2d(x as tf.Tensor, w as tf.Tensor, { stride: 2, bias }),
    [0, 10, 14, 3],
  ],
  ['maxPool1d', [[0, 7, 4]], (x) => core.maxPool1d(x as tf.Tensor, { size: 2 }), [0, 3, 4]],
  ['avgPool1d', [[0, 7, 4]], (x) => core.avgPool1d(x as tf.Tensor, { size: 2 }), [0, 3, 4]],
  ['maxPool2d', [IMAGES], (x) => core.maxPool2d(x as tf.Tensor, { size: 2 }), [0, 2, 3, 4]],
  [
    'avgPool2d',
    [IMAGES],
    (x) => core.avgPool2d(x as tf.Tensor, { size: 3, padding: 1, stride: 1 }),
    [0, 5, 7, 4],
  ],
  ['adaptiveAvgPool2d', [IMAGES], (x) => core.adaptiveAvgPool2d(x as tf.Tensor, 2), [0, 2, 2, 4]],
  ['globalAvgPool2d', [IMAGES], (x) => core.globalAvgPool2d(x as tf.Tensor), [0, 4]],
  ['globalMaxPool2d', [IMAGES], (x) => core.globalMaxPool2d(x as tf.Tensor), [0, 4]],
  [
    'layerNorm',
    [[3, 0, 4], [4], [4]],
    (x, weight, bias) => core.layerNorm(x as tf.Tensor, { weight, bias }),
    [3, 0, 4],
  ],
  [
    'rmsNorm',
    [
      [0, 3, 4],
      [3, 4],
    ],
    (x, weight) => core.rmsNorm(x as tf.Tensor, { weight, axes: 2 }),
    [0, 3, 4],
  ],
  [
    'groupNorm',
    [IMAGES, [4], [4]],
    (x, weight, bias) => core.groupNorm(x as tf.Tensor, 2, { weight, bias }),
    IMAGES,
  ],
  [
    'instanceNorm',
    [IMAGES, [4]],
    (x, weight) => core.instanceNorm(x as tf.Tensor, { weight }),
    IMAGES,
  ],
  [
    'batchNorm',
    [IMAGES, [4], [4]],
    (x, weight, bias) =>
      core.batchNorm(x as tf.Tensor, { mean: tf.zeros([4]), variance: tf.ones([4]), weight, bias }),
    IMAGES,
  ],
  ['resize', [IMAGES], (x) => core.resize(x as tf.Tensor, [3, 9]), [0, 3, 9, 4]],
  [
    'resize: nearest',
    [IMAGES],
    (x) => core.resize(x as tf.Tensor, 2, { method: 'nearest' }),
    [0, 2, 2, 4],
  ],
  [
    'cropAndResize: no boxes',
    [
      [2, 5, 7, 4],
      [0, 4],
    ],
    noBoxes,
    [0, 2, 2, 4],
  ],
  ['cropAndResize: no images either', [IMAGES, [0, 4]], noBoxes, [0, 2, 2, 4]],
  ['scale', [[2, 0]], (x) => core.scale(x as tf.Tensor, 3), [2, 0]],
];

describe('a batch of no samples', () => {
  test.each(CASES)('%s', async (_, shapes, run, shape) => {
    const xs = shapes.map((own) => tf.ones(own));
    expect(run(...xs).shape).toEqual(shape);
    await expectNoLeaks(() => tf.dispose(tf.tidy(() => run(...xs))));
  });

  test.each(CASES)('%s: gradients are 0', async (_, shapes, run) => {
    const xs = shapes.map((own) => tf.ones(own));
    const gradients = tf.grads((...own: tf.Tensor[]) => run(...own))(xs);
    expect(gradients.map((gradient) => gradient.shape)).toEqual(shapes);
    for (const gradient of gradients) {
      for (const entry of Array.from(await readValues(gradient))) expect(entry).toBe(0);
    }
  });

  test('through layers, in one batch as in training', async () => {
    const rng = core.random(1);
    const layers = core.sequential(
      new core.Conv2d(4, 6, 3, { rng }),
      new core.DepthwiseConv2d(6, 3, { rng, padding: 'same' }),
      new core.GroupNorm(2, 6),
      new core.BatchNorm(6),
      core.globalAvgPool2d,
      new core.LayerNorm(6),
      new core.Linear(6, 2, { rng }),
    );
    const weights = core.parameters(layers);
    try {
      const loss = () => {
        const y = layers.forward(tf.zeros(IMAGES));
        expect(y.shape).toEqual([0, 2]);
        return core.mse(y, tf.zeros([0, 2]), { reduction: 'sum' });
      };
      const { value, grads } = core.valueAndGrads(loss, weights);
      expect((await readValues(value))[0]).toBe(0);
      expect(grads.size).toBe(weights.length);
      for (const [weight, gradient] of grads) {
        expect(gradient.shape).toEqual(weight.shape);
        expect(Array.from(await readValues(gradient as tf.Tensor), Math.abs)).toEqual(
          new Array(weight.size).fill(0),
        );
      }
    } finally {
      core.dispose(layers);
    }
  });

  test('is refused where there is nothing else either, and by statistics of a batch', () => {
    const x = tf.zeros([0, 5, 0, 4]);
    const w = tf.zeros([1, 1, 4, 2]);
    const rule = 'with no empty axis but the first, got [0, 5, 0, 4]';
    expect(() => core.conv2d(x, w)).toThrow(rule);
    expect(() => core.convTranspose2d(x, tf.zeros([1, 1, 2, 4]))).toThrow(rule);
    expect(() => core.maxPool2d(x, { size: 1 })).toThrow(rule);
    expect(() => core.adaptiveAvgPool2d(x, 1)).toThrow(rule);
    expect(() => core.groupNorm(x, 2)).toThrow(rule);
    expect(() => core.resize(x, 1)).toThrow(rule);
    expect(() => core.layerNorm(tf.zeros([3, 0]))).toThrow('with no empty axis');
    expect(() => core.batchNorm(tf.zeros([3, 0]), { mean: ids(), variance: ids() })).toThrow(
      'with no empty axis',
    );
    expect(() => core.batchNorm(tf.zeros(IMAGES), { training: true })).toThrow(
      'batchNorm: x: expected more than one number a channel to train on, got [0, 5, 7, 4]',
    );
    const box = tf.tensor2d([[0, 0, 1, 1]]);
    expect(() => core.cropAndResize(tf.zeros(IMAGES), box, tf.zeros([1], 'int32'), 2)).toThrow(
      'with no empty axis',
    );
  });
});

import { expectHardened, type KerasFileLayer, kerasFile, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { fromKeras } from './from-keras';

const name = 'a';
const sizes = { padding: 'same', data_format: 'channels_last', name };
const bias = { use_bias: true, activation: 'relu' };
const norm = (...names: string[]) =>
  Object.fromEntries(
    names.map((own) => [`a/${own}`, own === 'moving_variance' ? tf.ones([3]) : [3]]),
  );

/** Every kind of layer with every entry that is read of it, and a tensor that it takes. */
const kinds = (): [kind: string, shape: number[], config: object, weights?: object][] => [
  ['InputLayer', [2, 3], {}],
  ['Dense', [2, 3], { units: 4, ...bias }, { 'a/kernel': [3, 4], 'a/bias': [4] }],
  [
    'Embedding',
    [2, 3],
    { input_dim: 5, output_dim: 2, mask_zero: true },
    { 'a/embeddings': [5, 2] },
  ],
  [
    'Conv1D',
    [1, 5, 4],
    {
      ...sizes,
      filters: 4,
      kernel_size: [3],
      strides: [1],
      dilation_rate: [2],
      groups: 2,
      ...bias,
    },
    { 'a/kernel': [3, 2, 4], 'a/bias': [4] },
  ],
  [
    'Conv2D',
    [1, 5, 5, 2],
    {
      ...sizes,
      filters: 4,
      kernel_size: [3, 3],
      strides: [2, 1],
      dilation_rate: [1, 1],
      groups: 1,
      ...bias,
    },
    { 'a/kernel': [3, 3, 2, 4], 'a/bias': [4] },
  ],
  [
    'Conv2DTranspose',
    [1, 3, 3, 2],
    { ...sizes, filters: 3, kernel_size: [2, 2], strides: [2, 2], dilation_rate: [1, 1], ...bias },
    { 'a/kernel': [2, 2, 3, 2], 'a/bias': [3] },
  ],
  [
    'DepthwiseConv2D',
    [1, 4, 4, 2],
    {
      ...sizes,
      kernel_size: [2, 2],
      strides: [1, 1],
      dilation_rate: [1, 1],
      depth_multiplier: 2,
      ...bias,
    },
    { 'a/depthwise_kernel': [2, 2, 2, 2], 'a/bias': [4] },
  ],
  [
    'SeparableConv2D',
    [1, 4, 4, 2],
    {
      ...sizes,
      filters: 3,
      kernel_size: [2, 2],
      strides: [1, 1],
      dilation_rate: [1, 1],
      depth_multiplier: 1,
      ...bias,
    },
    { 'a/depthwise_kernel': [2, 2, 2, 1], 'a/pointwise_kernel': [1, 1, 2, 3], 'a/bias': [3] },
  ],
  [
    'BatchNormalization',
    [2, 4, 3],
    { axis: [2], epsilon: 1e-3, momentum: 0.9, scale: true, center: true },
    norm('gamma', 'beta', 'moving_mean', 'moving_variance'),
  ],
  [
    'LayerNormalization',
    [2, 4, 3],
    { axis: [2], epsilon: 1e-3, scale: true, center: true },
    norm('gamma', 'beta'),
  ],
  ['Activation', [2, 3], { activation: 'softplus' }],
  ['ReLU', [2, 3], { max_value: 2, negative_slope: 0.1, threshold: 0 }],
  ['ELU', [2, 3], { alpha: 0.5 }],
  ['LeakyReLU', [2, 3], { alpha: 0.5 }],
  ['Softmax', [2, 3], { axis: -1 }],
  ['Rescaling', [2, 3], { scale: 0.5, offset: 1 }],
  ['Flatten', [2, 3, 2], { data_format: 'channels_last' }],
  ['Reshape', [2, 6], { target_shape: [3, -1] }],
  ['Permute', [2, 3, 4], { dims: [2, 1] }],
  ['RepeatVector', [2, 3], { n: 4 }],
  ['ZeroPadding1D', [1, 3, 2], { padding: [1, 2] }],
  [
    'ZeroPadding2D',
    [1, 3, 3, 2],
    {
      ...sizes,
      padding: [
        [1, 0],
        [2, 1],
      ],
    },
  ],
  ['Cropping1D', [1, 5, 2], { cropping: [1, 2] }],
  [
    'Cropping2D',
    [1, 5, 5, 2],
    {
      ...sizes,
      cropping: [
        [1, 0],
        [2, 1],
      ],
    },
  ],
  ['UpSampling2D', [1, 3, 3, 2], { ...sizes, size: [2, 3], interpolation: 'bilinear' }],
  ['MaxPooling1D', [1, 5, 2], { ...sizes, pool_size: [2], strides: [2] }],
  ['MaxPooling2D', [1, 5, 5, 2], { ...sizes, pool_size: [2, 2], strides: [2, 1] }],
  ['AveragePooling1D', [1, 5, 2], { ...sizes, pool_size: [2], strides: [2] }],
  [
    'AveragePooling2D',
    [1, 5, 5, 2],
    { ...sizes, padding: 'valid', pool_size: [2, 2], strides: [2, 1] },
  ],
  ['GlobalAveragePooling1D', [1, 5, 2], {}],
  ['GlobalMaxPooling1D', [1, 5, 2], {}],
  ['GlobalAveragePooling2D', [1, 5, 5, 2], {}],
  ['GlobalMaxPooling2D', [1, 5, 5, 2], {}],
  ['Dropout', [2, 3], { rate: 0.5 }],
  ['SpatialDropout1D', [2, 3, 2], { rate: 0.5 }],
  ['SpatialDropout2D', [2, 3, 3, 2], { ...sizes, rate: 0.5 }],
  ['AlphaDropout', [2, 3], { rate: 0.5 }],
  ['GaussianDropout', [2, 3], { rate: 0.5 }],
  ['GaussianNoise', [2, 3], { stddev: 0.5 }],
  ['ActivityRegularization', [2, 3], { l1: 0.5 }],
  ['Masking', [2, 3, 2], { mask_value: 0.5 }],
  [
    'TimeDistributed',
    [2, 3, 3],
    { layer: { class_name: 'Dense', config: { name: 'd', units: 4, use_bias: false } } },
    { 'a/kernel': [3, 4] },
  ],
];

describe('every value of a file changed into hostile ones', () => {
  test.each(kinds())('%s', (kind, shape, config, weights = {}) => {
    const layer = { kind, config: { name, ...config }, weights } as KerasFileLayer;
    const x = kind === 'Embedding' ? tf.tensor([1, 2, 0, 4, 0, 3], shape) : seededTensor(shape, 3);
    const { runs, refused, slowest } = expectHardened(
      kerasFile([layer]),
      x,
      fromKeras,
      (error) => error.name === 'KerasError' && /expected .*, got /s.test(error.message),
    );
    expect(runs).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(runs / 4);
    expect(slowest).toBeLessThan(3000); // a second, on a machine with more to do
  });
});

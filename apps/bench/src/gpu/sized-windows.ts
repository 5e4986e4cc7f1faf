import type * as tf from '@tensorflow/tfjs-core';
import * as core from '../../../../packages/core/src/index';
import type { OpCase } from '../../../../packages/core/src/ops/matrix/op-case';

type Run = OpCase['run'];
type Sized = readonly [op: string, title: string, inputs: readonly number[][], run: Run];

/** A convolution with its bias: x, the filter, and options but the bias. */
function conv(x: number[], filter: number[], options: core.ConvOptions = {}): Sized {
  const run = (image: tf.Tensor, w: tf.Tensor, bias: tf.Tensor) =>
    core.conv2d(image, w, { ...options, bias });
  const title = `[${x}] by [${filter}] ${JSON.stringify(options)}`;
  return ['conv2d', title, [x, filter, [filter[3] as number]], run];
}

function depthwise(x: number[], taps: number, options: core.DepthwiseOptions = {}): Sized {
  const channels = x[3] as number;
  const run = (image: tf.Tensor, w: tf.Tensor, bias: tf.Tensor) =>
    core.depthwiseConv2d(image, w, { ...options, bias });
  const title = `[${x}] by ${taps}×${taps} ${JSON.stringify(options)}`;
  return ['depthwiseConv2d', title, [x, [taps, taps, channels, 1], [channels]], run];
}

function pool(x: number[], options: core.PoolOptions): Sized[] {
  const title = `[${x}] ${JSON.stringify(options)}`;
  return [
    ['maxPool2d', title, [x], (image) => core.maxPool2d(image, options)],
    ['avgPool2d', title, [x], (image) => core.avgPool2d(image, options)],
  ];
}

function norms(x: number[], groups: number): Sized[] {
  const channels = x[x.length - 1] as number;
  const inputs = [x, [channels], [channels]];
  const title = `[${x}]`;
  return [
    [
      'batchNorm',
      title,
      inputs,
      (image, weight, bias) => core.batchNorm(image, { weight, bias, training: true }).y,
    ],
    [
      'groupNorm',
      `${title}, ${groups} groups`,
      inputs,
      (image, weight, bias) => core.groupNorm(image, groups, { weight, bias }),
    ],
  ];
}

const SMALL: Sized[] = [
  conv([2, 9, 7, 5], [3, 3, 5, 6], { padding: 1 }),
  conv([1, 8, 11, 8], [3, 2, 8, 12], { padding: 'same', activation: 'relu' }),
  conv([1, 9, 8, 12], [3, 3, 4, 12], { groups: 3, stride: 2, padding: 1 }),
  depthwise([1, 7, 9, 8], 3, { padding: 'same' }),
  ...pool([1, 9, 7, 5], { size: 3, stride: 2, padding: 1 }),
  ...pool([2, 6, 8, 8], { size: 2 }),
  ...norms([3, 5, 7, 12], 4),
];

const LARGE: Sized[] = [
  conv([2, 26, 26, 32], [3, 3, 32, 64]),
  conv([8, 28, 28, 1], [3, 3, 1, 32], { activation: 'relu' }),
  conv([1, 61, 57, 3], [7, 7, 3, 33], { stride: 2, padding: 3 }),
  conv([4, 15, 13, 132], [1, 1, 132, 68]),
  conv([1, 17, 19, 48], [3, 3, 12, 64], { groups: 4, padding: 'same', dilation: 2 }),
  conv([2, 33, 31, 20], [3, 5, 20, 36], { stride: [2, 3], padding: 'same' }),
  depthwise([2, 15, 17, 64], 3, { padding: 'same' }),
  depthwise([1, 15, 17, 37], 5, { stride: 2, padding: 2 }),
  ...pool([2, 20, 24, 64], { size: 2 }),
  ...pool([1, 25, 23, 37], { size: 3, stride: 2, padding: 1 }),
  ...pool([2, 40, 40, 16], { size: 40 }),
  ...norms([2, 33, 31, 48], 6),
  ...norms([4, 19, 23, 70], 70),
];

/** Convolutions, pools and norms of channels, at sizes that tiles and parts of sums are made for. */
export function sizedWindows(quick: boolean): OpCase[] {
  return (quick ? SMALL : [...SMALL, ...LARGE]).map(([op, title, inputs, run]) => ({
    op,
    title,
    inputs,
    run,
  }));
}

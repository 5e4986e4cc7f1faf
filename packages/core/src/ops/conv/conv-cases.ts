import type { OpCase } from '../matrix/op-case';
import { conv1d } from './conv-1d';
import { type ConvOptions, conv2d } from './conv-2d';
import { type ConvTransposeOptions, convTranspose2d } from './conv-transpose-2d';
import { type DepthwiseOptions, depthwiseConv2d } from './depthwise-conv-2d';

const images: [string, number[], number[], ConvOptions][] = [
  ['no padding', [1, 5, 4, 3], [3, 2, 3, 2], {}],
  ['same padding, a stride', [1, 5, 4, 2], [3, 3, 2, 2], { padding: 'same', stride: 2 }],
  [
    'dilation, its own padding an axis',
    [1, 5, 4, 2],
    [2, 2, 2, 3],
    { dilation: [2, 3], padding: [0, [2, 1]] },
  ],
  ['causal', [1, 3, 4, 2], [2, 2, 2, 1], { padding: 'causal' }],
  ['groups', [1, 4, 3, 4], [2, 2, 2, 2], { groups: 2, stride: [1, 2], dilation: [2, 1] }],
  ['1×1', [1, 3, 3, 5], [1, 1, 5, 3], {}],
];

const transposed: [string, number[], number[], ConvTransposeOptions][] = [
  ['no padding', [1, 3, 2, 2], [2, 3, 3, 2], {}],
  ['same padding, a stride', [1, 2, 3, 2], [3, 3, 2, 2], { padding: 'same', stride: 2 }],
  [
    'dilation and padding of the output',
    [1, 2, 3, 2],
    [2, 2, 2, 2],
    { stride: 2, dilation: 2, padding: 1, outputPadding: 1 },
  ],
  ['groups', [1, 2, 2, 4], [2, 2, 1, 4], { groups: 2 }],
  [
    'padding of the output over its stride',
    [2, 2, 2, 2],
    [1, 2, 2, 2],
    { dilation: 3, outputPadding: [2, 1] },
  ],
];

const sequences: [string, number[], number[], ConvOptions][] = [
  ['no padding', [2, 5, 3], [3, 3, 2], {}],
  ['causal, with dilation', [1, 7, 2], [2, 2, 3], { padding: 'causal', dilation: 3 }],
  ['groups and a stride', [1, 6, 4], [2, 2, 2], { groups: 2, stride: 2 }],
];

const depthwise = ['depthwiseForward', 'depthwiseFilterGradient'];
const channels: [string, number[], number[], DepthwiseOptions, string[]][] = [
  ['no padding', [2, 4, 6, 5], [2, 3, 5, 1], {}, [...depthwise, 'depthwiseFlipped']],
  [
    'same padding, dilation',
    [1, 4, 8, 4],
    [3, 2, 4, 1],
    { padding: 'same', dilation: [1, 2] },
    [...depthwise, 'depthwiseFlipped'],
  ],
  [
    'a stride',
    [1, 5, 4, 3],
    [3, 2, 3, 1],
    { stride: [2, 1], padding: 1 },
    [...depthwise, 'depthwiseInputGradient'],
  ],
  [
    'two filters a channel',
    [1, 3, 4, 3],
    [2, 2, 3, 2],
    { padding: 'same' },
    ['convForward', 'convFilterGradient', 'convInputGradient'],
  ],
];

/** Convolutions with their bias, and with an activation once. */
export const convCases: OpCase[] = [
  ...images.map(
    ([title, x, filter, options], i): OpCase => ({
      op: 'conv2d',
      title,
      inputs: [x, filter, [filter[3] as number]],
      run: (a, w, bias) =>
        conv2d(a, w, { ...options, bias, activation: i === 0 ? 'tanh' : 'none' }),
      kernels: ['convForward', 'convFilterGradient', 'convInputGradient'],
    }),
  ),
  ...transposed.map(
    ([title, x, filter, options], i): OpCase => ({
      op: 'convTranspose2d',
      title,
      inputs: [x, filter, [(filter[2] as number) * (options.groups ?? 1)]],
      run: (a, w, bias) =>
        convTranspose2d(a, w, { ...options, bias, activation: i === 0 ? 'sigmoid' : 'none' }),
      kernels: ['convForward', 'convFilterGradient', 'convInputGradient'],
    }),
  ),
  ...channels.map(
    ([title, x, filter, options, kernels]): OpCase => ({
      op: 'depthwiseConv2d',
      title,
      inputs: [x, filter, [(filter[2] as number) * (filter[3] as number)]],
      run: (a, w, bias) => depthwiseConv2d(a, w, { ...options, bias }),
      kernels,
    }),
  ),
  ...sequences.map(
    ([title, x, filter, options]): OpCase => ({
      op: 'conv1d',
      title,
      inputs: [x, filter, [filter[2] as number]],
      run: (a, w, bias) => conv1d(a, w, { ...options, bias }),
      kernels: ['convForward', 'convFilterGradient', 'convInputGradient'],
    }),
  ),
];

import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from '../nn/sequential';
import { relu } from '../ops/activation';
import { avgPool2d } from '../ops/avg-pool-2d';
import { concat } from '../ops/concat';
import { elu } from '../ops/elu';
import { flatten } from '../ops/flatten';
import { globalAvgPool2d, globalMaxPool2d } from '../ops/global-pool-2d';
import { leakyRelu } from '../ops/leaky-relu';
import { maxPool2d } from '../ops/max-pool-2d';
import { pad } from '../ops/pad';
import { avgPool1d, maxPool1d } from '../ops/pool-1d';
import { resize } from '../ops/resize';
import { slice } from '../ops/slice';
import { softmax } from '../ops/softmax';
import { transpose } from '../ops/transpose';
import { activationOf, clip } from './keras-activations';
import type { KerasConfig } from './keras-config';
import { type KerasImporter, lastAxis } from './keras-layers';

function pool(config: KerasConfig, axes: 1 | 2, kind: 'max' | 'avg'): readonly Layer[] {
  config.expect('data_format', 'channels_last');
  const size = config.integers('pool_size', axes, { fallback: 2 });
  const stride = config.integers('strides', axes, { fallback: size });
  const padding = config.word('padding', ['valid', 'same'], 'valid');
  const options = { size, stride, padding };
  if (kind === 'max') return [(x) => (axes === 1 ? maxPool1d(x, options) : maxPool2d(x, options))];
  const seen = { ...options, countPadding: false };
  return [(x) => (axes === 1 ? avgPool1d(x, seen) : avgPool2d(x, seen))];
}

/** What stands before and behind each inner axis: a number, one an axis, or two. */
function margins(config: KerasConfig, entry: string, axes: number): [number, number][] {
  const given = config.value(entry) ?? 1;
  const all = Array.isArray(given) ? given : new Array<unknown>(axes).fill(given);
  const list = axes === 1 && all.length === 2 ? [all] : all;
  const pairs = list.map((own) => (Array.isArray(own) ? own : [own, own]));
  const right = (pair: unknown[]) =>
    pair.length === 2 && pair.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
  if (pairs.length !== axes || !pairs.every(right)) {
    throw config.refuse(entry, `numbers for ${axes} axes`, given);
  }
  return pairs as [number, number][];
}

function zeroPadding(config: KerasConfig, axes: number): readonly Layer[] {
  config.expect('data_format', 'channels_last');
  const inner = margins(config, 'padding', axes);
  return [(x) => pad(x, [[0, 0], ...inner, [0, 0]])];
}

function cropping(config: KerasConfig, axes: number): readonly Layer[] {
  config.expect('data_format', 'channels_last');
  const inner = margins(config, 'cropping', axes);
  return [
    (x) => {
      const begin = [0, ...inner.map(([before]) => before), 0];
      const size = x.shape.map((n, axis) => {
        const [before, after] = inner[axis - 1] ?? [0, 0];
        return n - before - after;
      });
      return slice(x, begin, size);
    },
  ];
}

function upSampling(config: KerasConfig): readonly Layer[] {
  config.expect('data_format', 'channels_last');
  const [down, across] = config.integers('size', 2, { fallback: 2 }) as [number, number];
  const method = config.word('interpolation', ['nearest', 'bilinear'], 'nearest');
  return [(x) => resize(x, [(x.shape[1] ?? 0) * down, (x.shape[2] ?? 0) * across], { method })];
}

function reshape(config: KerasConfig): readonly Layer[] {
  const given = config.value('target_shape');
  const right = Array.isArray(given) && given.every((n) => Number.isSafeInteger(n) && n >= -1);
  if (!right) throw config.refuse('target_shape', 'integers', given);
  return [(x) => tf.reshape(x, [x.shape[0] as number, ...(given as number[])])];
}

function permute(config: KerasConfig): readonly Layer[] {
  const given = config.value('dims');
  if (!Array.isArray(given)) throw config.refuse('dims', 'axes from 1 on', given);
  return [(x) => transpose(x, [0, ...(given as number[])])];
}

function rectifier(config: KerasConfig): readonly Layer[] {
  config.expect('threshold', 0);
  const slope = config.number('negative_slope', 0);
  const high = config.has('max_value') ? config.number('max_value') : undefined;
  const first: Layer = slope === 0 ? relu : (x) => leakyRelu(x, { slope });
  return high === undefined ? [first] : [first, clip(Number.NEGATIVE_INFINITY, high)];
}

function rescaling(config: KerasConfig): readonly Layer[] {
  const [factor, offset] = [config.number('scale'), config.number('offset', 0)];
  return [(x) => tf.tidy(() => tf.add(tf.mul(x, factor), offset))];
}

const time = (reduce: typeof tf.mean): Layer => {
  return (x) => tf.tidy(() => reduce(x, 1));
};
const largest: Layer = (x) =>
  tf.tidy(() => tf.squeeze(maxPool1d(x, { size: x.shape[1] as number }), [1]));

/** Layers without weights. */
export const weightless = (): readonly (readonly [kind: string, make: KerasImporter])[] => [
  ['InputLayer', () => []],
  ['Activation', activationOf],
  ['ReLU', rectifier],
  ['ELU', (config) => [(x) => elu(x, { alpha: config.number('alpha', 1) })]],
  [
    'LeakyReLU',
    (config) => {
      const slope = config.number('alpha', config.number('negative_slope', 0.3));
      return [(x) => leakyRelu(x, { slope })];
    },
  ],
  ['Softmax', (config) => [...lastAxis(config), (x) => softmax(x)]],
  ['Rescaling', rescaling],
  ['Flatten', () => [flatten]],
  ['Reshape', reshape],
  ['Permute', permute],
  ['ZeroPadding1D', (config) => zeroPadding(config, 1)],
  ['ZeroPadding2D', (config) => zeroPadding(config, 2)],
  ['Cropping1D', (config) => cropping(config, 1)],
  ['Cropping2D', (config) => cropping(config, 2)],
  ['UpSampling2D', upSampling],
  ['MaxPooling1D', (config) => pool(config, 1, 'max')],
  ['MaxPooling2D', (config) => pool(config, 2, 'max')],
  ['AveragePooling1D', (config) => pool(config, 1, 'avg')],
  ['AveragePooling2D', (config) => pool(config, 2, 'avg')],
  ['GlobalAveragePooling1D', () => [time(tf.mean)]],
  ['GlobalMaxPooling1D', () => [largest]],
  ['GlobalAveragePooling2D', () => [globalAvgPool2d]],
  ['GlobalMaxPooling2D', () => [globalMaxPool2d]],
];

/** Makes one tensor of several. */
export type KerasMerge = (config: KerasConfig) => (xs: readonly tf.Tensor[]) => tf.Tensor;

const inPairs = (f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): KerasMerge => {
  return () => (xs) => tf.tidy(() => xs.reduce((a, b) => f(a, b)));
};

/** Layers of several inputs. */
export const merges = (): readonly (readonly [kind: string, make: KerasMerge])[] => [
  ['Add', inPairs(tf.add)],
  ['Subtract', inPairs(tf.sub)],
  ['Multiply', inPairs(tf.mul)],
  ['Maximum', inPairs(tf.maximum)],
  ['Minimum', inPairs(tf.minimum)],
  [
    'Average',
    () => (xs) =>
      tf.tidy(() =>
        tf.div(
          xs.reduce((a, b) => tf.add(a, b)),
          xs.length,
        ),
      ),
  ],
  [
    'Concatenate',
    (config) => {
      const axis = config.number('axis', -1);
      return (xs) => concat(xs as tf.Tensor[], axis);
    },
  ],
];

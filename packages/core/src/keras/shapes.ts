import * as tf from '@tensorflow/tfjs-core';
import { LARGEST } from '../check/number';
import type { Layer } from '../nn/layer';
import { relu } from '../ops/activation/activation';
import { elu } from '../ops/activation/elu';
import { leakyRelu } from '../ops/activation/leaky-relu';
import { softmax } from '../ops/activation/softmax';
import { resize } from '../ops/image/resize';
import { avgPool2d } from '../ops/pool/avg-pool-2d';
import { globalAvgPool2d, globalMaxPool2d } from '../ops/pool/global-pool-2d';
import { maxPool2d } from '../ops/pool/max-pool-2d';
import { avgPool1d, maxPool1d } from '../ops/pool/pool-1d';
import { flatten } from '../ops/shape/flatten';
import { pad } from '../ops/shape/pad';
import { slice } from '../ops/shape/slice';
import { transpose } from '../ops/shape/transpose';
import { where } from '../ops/shape/where';
import { activationOf, clip } from './activations';
import type { KerasConfig } from './config';
import { expectRoomFor, type KerasFlow, type KerasLayer } from './flow';
import { lastAxis } from './layers';
import type { KerasImporter } from './parts';

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
    pair.length === 2 &&
    pair.every((n) => Number.isSafeInteger(n) && (n as number) >= 0 && (n as number) <= LARGEST);
  if (pairs.length !== axes || !pairs.every(right)) {
    throw config.refuse(entry, `integers from 0 to ${LARGEST} for ${axes} axes`, given);
  }
  return pairs as [number, number][];
}

function zeroPadding(config: KerasConfig, axes: number): readonly Layer[] {
  config.expect('data_format', 'channels_last');
  const inner = margins(config, 'padding', axes);
  return [
    (x) => {
      expectRank(config, x, axes + 2);
      const shape = x.shape.map((n, axis) => {
        const [before, after] = inner[axis - 1] ?? [0, 0];
        return n + before + after;
      });
      expectRoomFor(`${config.where}: padding`, shape);
      return pad(x, [[0, 0], ...inner, [0, 0]]);
    },
  ];
}

function cropping(config: KerasConfig, axes: number): readonly Layer[] {
  config.expect('data_format', 'channels_last');
  const inner = margins(config, 'cropping', axes);
  return [
    (x) => {
      expectRank(config, x, axes + 2);
      inner.forEach(([before, after], i) => {
        const size = x.shape[i + 1] as number;
        if (before + after >= size) {
          throw config.refuse('cropping', `less than the ${size} of axis ${i + 1}`, [
            before,
            after,
          ]);
        }
      });
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
  return [
    (x) => {
      expectRank(config, x, 4);
      const [batch, height, width, channels] = x.shape as [number, number, number, number];
      expectRoomFor(`${config.where}: size`, [batch, height * down, width * across, channels]);
      return resize(x, [height * down, width * across], { method });
    },
  ];
}

function reshape(config: KerasConfig): readonly Layer[] {
  const given = config.value('target_shape');
  const right = (n: unknown) =>
    Number.isSafeInteger(n) &&
    ((n as number) === -1 || (n as number) > 0) &&
    (n as number) <= LARGEST;
  if (!Array.isArray(given) || !given.every(right) || given.filter((n) => n === -1).length > 1) {
    throw config.refuse('target_shape', 'positive sizes, at most one of them -1', given);
  }
  const wanted = given as number[];
  const known = wanted.reduce((product, n) => (n === -1 ? product : product * n), 1);
  return [
    (x) => {
      const batch = x.shape[0] ?? 1;
      const each = batch === 0 ? 0 : x.size / batch;
      const rest = each / known;
      if (wanted.includes(-1) ? !Number.isInteger(rest) : rest !== 1) {
        throw config.refuse('target_shape', `a shape of ${each} entries`, wanted);
      }
      return tf.reshape(x, [batch, ...wanted.map((n) => (n === -1 ? rest : n))]);
    },
  ];
}

function permute(config: KerasConfig): readonly Layer[] {
  const given = config.value('dims');
  const list = Array.isArray(given) ? (given as unknown[]) : [];
  if (list.length === 0 || !list.every((_, i) => list.includes(i + 1))) {
    throw config.refuse('dims', 'each of the axes from 1 on once', given);
  }
  const dims = list as number[];
  return [
    (x) => {
      expectRank(config, x, dims.length + 1);
      return transpose(x, [0, ...dims]);
    },
  ];
}

function expectRank(config: KerasConfig, x: tf.Tensor, rank: number): void {
  if (x?.rank !== rank) throw config.refuse('input', `a tensor of ${rank} axes`, x);
}

/** Each vector n times, as the steps of a sequence. */
function repeatVector(config: KerasConfig): readonly Layer[] {
  const n = config.integer('n');
  return [
    (x) => {
      expectRank(config, x, 2);
      const [batch, features] = x.shape as [number, number];
      expectRoomFor(`${config.where}: n`, [batch, n, features]);
      return tf.tidy(() => broadcastTo(tf.expandDims(x, 1), [batch, n, features]));
    },
  ];
}

/** As tfjs's, by a kernel that every backend trains with. */
const broadcastTo = (x: tf.Tensor, shape: number[]) => tf.add(x, tf.zeros(shape));

function rectifier(config: KerasConfig): readonly Layer[] {
  config.expect('threshold', 0);
  const slope = config.number('negative_slope', 0);
  const high = config.has('max_value') ? config.number('max_value', 0, { low: 0 }) : undefined;
  const first: Layer = slope === 0 ? relu : (x) => leakyRelu(x, { slope });
  return high === undefined ? [first] : [first, clip(Number.NEGATIVE_INFINITY, high)];
}

function rescaling(config: KerasConfig): readonly Layer[] {
  const [factor, offset] = [config.number('scale'), config.number('offset', 0)];
  return [(x) => tf.tidy(() => tf.add(tf.mul(x, factor), offset))];
}

/** The mean over those steps that count. */
const meanOverTime: KerasLayer = {
  flow({ x, mask }: KerasFlow): KerasFlow {
    if (mask === undefined) return { x: tf.tidy(() => tf.mean(x, 1)) };
    const y = tf.tidy(() => {
      const counts = tf.expandDims(mask, 2);
      const sum = tf.sum(where(counts, x, tf.scalar(0)), 1);
      return tf.div(sum, tf.sum(tf.cast(counts, 'float32'), 1));
    });
    return { x: y };
  },
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
  ['RepeatVector', repeatVector],
  ['ZeroPadding1D', (config) => zeroPadding(config, 1)],
  ['ZeroPadding2D', (config) => zeroPadding(config, 2)],
  ['Cropping1D', (config) => cropping(config, 1)],
  ['Cropping2D', (config) => cropping(config, 2)],
  ['UpSampling2D', upSampling],
  ['MaxPooling1D', (config) => pool(config, 1, 'max')],
  ['MaxPooling2D', (config) => pool(config, 2, 'max')],
  ['AveragePooling1D', (config) => pool(config, 1, 'avg')],
  ['AveragePooling2D', (config) => pool(config, 2, 'avg')],
  ['GlobalAveragePooling1D', () => [meanOverTime]],
  ['GlobalMaxPooling1D', () => [largest]],
  ['GlobalAveragePooling2D', () => [globalAvgPool2d]],
  ['GlobalMaxPooling2D', () => [globalMaxPool2d]],
];

import * as tf from '@tensorflow/tfjs-core';
import { type ArrayValue, loadStateDict } from '../model/load-state-dict';
import { BatchNorm } from '../nn/batch-norm';
import { Conv1d } from '../nn/conv-1d';
import { Conv2d } from '../nn/conv-2d';
import { ConvTranspose2d } from '../nn/conv-transpose-2d';
import { DepthwiseConv2d } from '../nn/depthwise-conv-2d';
import { Embedding } from '../nn/embedding';
import type { Layer } from '../nn/layer';
import { LayerNorm } from '../nn/layer-norm';
import { Linear } from '../nn/linear';
import type { Activation } from '../ops/activation/activation';
import { random } from '../random/random';
import { detach } from '../tape/detach';
import { activationOf } from './activations';
import type { KerasConfig } from './config';
import type { KerasFlow, KerasLayer } from './flow';
import type { KerasImporter } from './parts';

/** The weights of a layer are loaded over its first ones at once. */
const anyRng = () => random(0);

/** The activation, in the layer's own kernel if it has it, else behind it. */
function ending(config: KerasConfig): { activation: Activation; behind: readonly Layer[] } {
  const name = config.value('activation') ?? 'linear';
  if (name === 'relu' || name === 'tanh' || name === 'sigmoid' || name === 'relu6')
    return { activation: name, behind: [] };
  return { activation: 'none', behind: activationOf(config) };
}

/** A layer with a weight and, where Keras has one, a bias. */
function load<T extends object>(layer: T, config: KerasConfig, weight: ArrayValue): T {
  const bias = config.flag('use_bias', true) ? { bias: config.weight('bias', 1) } : {};
  loadStateDict(layer, { weight, ...bias });
  return layer;
}

/** What convolutions share. */
function convOptions(config: KerasConfig, axes: number) {
  config.expect('data_format', 'channels_last');
  return {
    rng: anyRng(),
    padding: config.word('padding', ['valid', 'same', 'causal'], 'valid'),
    stride: config.integers('strides', axes, { fallback: 1 }),
    dilation: config.integers('dilation_rate', axes, { fallback: 1 }),
    bias: config.flag('use_bias', true),
  } as const;
}

const taps = (config: KerasConfig, axes: number) => config.integers('kernel_size', axes);
const filters = (config: KerasConfig) => config.integers('filters', 1);

function conv(config: KerasConfig, axes: 1 | 2): readonly Layer[] {
  const size = taps(config, axes);
  const wanted = { kernel_size: size, filters: filters(config) };
  const weight = config.kernel('kernel', wanted, axes + 2);
  const [depth, out] = weight.shape.slice(-2) as [number, number];
  const groups = config.integer('groups', { high: out, fallback: 1 });
  if (out % groups !== 0) throw config.refuse('groups', `a divisor of ${out} filters`, groups);
  const { activation, behind } = ending(config);
  const Made = axes === 1 ? Conv1d : Conv2d;
  const layer = new Made(depth * groups, out, size, {
    ...convOptions(config, axes),
    groups,
    activation,
  });
  return [load(layer, config, weight), ...behind];
}

function transposed(config: KerasConfig): readonly Layer[] {
  const size = taps(config, 2);
  const weight = config.kernel('kernel', { kernel_size: size }, 4);
  config.expectSize('filters', weight.shape[2] as number);
  const [, , out, depth] = weight.shape as [number, number, number, number];
  const options = convOptions(config, 2);
  // Keras goes to in · stride at least.
  const more = size.map((n, axis) => Math.max((options.stride[axis] as number) - n, 0));
  const outputPadding = options.padding === 'valid' ? more : 0;
  const { activation, behind } = ending(config);
  const all = { ...options, outputPadding, activation };
  return [load(new ConvTranspose2d(depth, out, size, all), config, weight), ...behind];
}

function depthwiseLayer(config: KerasConfig, options: { bias: boolean; activation: Activation }) {
  const size = taps(config, 2);
  const weight = config.kernel('depthwise_kernel', { kernel_size: size }, 4);
  const [, , channels, multiplier] = weight.shape as [number, number, number, number];
  config.expectSize('depth_multiplier', multiplier);
  const all = { ...convOptions(config, 2), ...options, multiplier };
  return { layer: new DepthwiseConv2d(channels, size, all), weight, out: channels * multiplier };
}

function depthwise(config: KerasConfig): readonly Layer[] {
  const { activation, behind } = ending(config);
  const bias = config.flag('use_bias', true);
  const { layer, weight } = depthwiseLayer(config, { bias, activation });
  return [load(layer, config, weight), ...behind];
}

function separable(config: KerasConfig): readonly Layer[] {
  const { layer, weight, out } = depthwiseLayer(config, { bias: false, activation: 'none' });
  loadStateDict(layer, { weight });
  const points = config.kernel('pointwise_kernel', { filters: filters(config) }, 4);
  const bias = config.flag('use_bias', true);
  const { activation, behind } = ending(config);
  const point = new Conv2d(out, points.shape[3] as number, 1, { rng: anyRng(), bias, activation });
  return [layer, load(point, config, points), ...behind];
}

function dense(config: KerasConfig): readonly Layer[] {
  const weight = config.kernel('kernel', { units: config.integers('units', 1) }, 2);
  const [inSize, outSize] = weight.shape as [number, number];
  const { activation, behind } = ending(config);
  const bias = config.flag('use_bias', true);
  return [
    load(new Linear(inSize, outSize, { rng: anyRng(), bias, activation }), config, weight),
    ...behind,
  ];
}

/** gamma and beta, 1 and 0 where there is none. */
function affine(config: KerasConfig, size: number): Record<string, ArrayValue> {
  const constant = (value: number) => ({ shape: [size], data: new Float32Array(size).fill(value) });
  return {
    weight: config.flag('scale', true) ? config.weight('gamma', 1) : constant(1),
    bias: config.flag('center', true) ? config.weight('beta', 1) : constant(0),
  };
}

/** Norms here are over the last axis; an axis that is counted from the front can be checked when something comes. */
export function lastAxis(config: KerasConfig): readonly Layer[] {
  const given = config.value('axis') ?? -1;
  const axis = Array.isArray(given) && given.length === 1 ? given[0] : given;
  if (axis === -1) return [];
  if (!Number.isSafeInteger(axis)) throw config.refuse('axis', 'the last axis', given);
  return [
    (x) => {
      if (axis === x.rank - 1) return x;
      throw config.refuse('axis', `the last axis, ${x.rank - 1}`, given);
    },
  ];
}

/** What is added to a variance: over 0 as float32 too. */
const epsilonOf = (config: KerasConfig) =>
  config.number('epsilon', 1e-3, { low: 2 ** -126, high: 1 });

function batchNorm(config: KerasConfig): readonly Layer[] {
  const runningMean = config.weight('moving_mean', 1);
  const [channels] = runningMean.shape as [number];
  const layer = new BatchNorm(channels, {
    epsilon: epsilonOf(config),
    momentum: 1 - config.number('momentum', 0.99, { low: 0, high: 1 }),
  });
  const runningVariance = config.weight('moving_variance', 1);
  loadStateDict(layer, { ...affine(config, channels), runningMean, runningVariance });
  return [...lastAxis(config), layer];
}

function layerNorm(config: KerasConfig): readonly Layer[] {
  const [size] = config.weight(config.flag('scale', true) ? 'gamma' : 'beta', 1).shape as [number];
  const layer = new LayerNorm(size, { epsilon: epsilonOf(config) });
  loadStateDict(layer, affine(config, size));
  return [...lastAxis(config), layer];
}

function embedding(config: KerasConfig): readonly KerasLayer[] {
  const weight = config.weight('embeddings', 2);
  const [count, size] = weight.shape as [number, number];
  config.expectSize('input_dim', count);
  config.expectSize('output_dim', size);
  const layer = new Embedding(count, size, { rng: anyRng() });
  loadStateDict(layer, { weight });
  // Keras takes ids as any numbers.
  const ids = (x: tf.Tensor) => tf.tidy(() => tf.cast(x, 'int32'));
  if (!config.flag('mask_zero', false)) return [ids, layer];
  const flow = ({ x }: KerasFlow): KerasFlow => {
    const own = ids(detach(x));
    return { x: layer.forward(own), mask: tf.notEqual(own, tf.scalar(0, 'int32')) };
  };
  return [{ kept: layer, flow }];
}

/** Layers with weights. */
export const weighted = (): readonly (readonly [kind: string, make: KerasImporter])[] => [
  ['Dense', dense],
  ['Embedding', embedding],
  ['Conv1D', (config) => conv(config, 1)],
  ['Conv2D', (config) => conv(config, 2)],
  ['Conv2DTranspose', transposed],
  ['DepthwiseConv2D', depthwise],
  ['SeparableConv2D', separable],
  ['BatchNormalization', batchNorm],
  ['LayerNormalization', layerNorm],
];

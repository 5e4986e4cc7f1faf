import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from '../nn/sequential';
import { relu, sigmoid, tanh } from '../ops/activation';
import { elu } from '../ops/elu';
import { gelu } from '../ops/gelu';
import { silu } from '../ops/silu';
import { softmax } from '../ops/softmax';
import { softplus } from '../ops/softplus';
import type { KerasConfig } from './keras-config';

type Activate = (x: tf.Tensor) => tf.Tensor;

/** Keeps x between two numbers. */
export const clip = (low: number, high: number): Activate => {
  return (x) => tf.tidy(() => tf.clipByValue(x, low, high));
};

// In a function: a call at the top would be kept in every page.
const activations = (): Readonly<Record<string, Activate>> => ({
  relu,
  tanh,
  sigmoid,
  relu6: clip(0, 6),
  softmax: (x) => softmax(x),
  elu: (x) => elu(x),
  gelu: (x) => gelu(x),
  silu: (x) => silu(x),
  swish: (x) => silu(x),
  softplus: (x) => softplus(x),
  hard_sigmoid: (x) => tf.tidy(() => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1)),
});

/** The activation that a config names, as a layer; none for `linear`. */
export function activationOf(config: KerasConfig): readonly Layer[] {
  const given = config.value('activation') ?? 'linear';
  if (given === 'linear') return [];
  const all = activations();
  const found = typeof given === 'string' && Object.hasOwn(all, given) ? all[given] : undefined;
  if (found !== undefined) return [found];
  throw config.refuse('activation', ['linear', ...Object.keys(all)].join(', '), given);
}

import * as tf from '@tensorflow/tfjs-core';
import { relu, sigmoid, tanh } from '../ops/activation/activation';
import { elu } from '../ops/activation/elu';
import { gelu } from '../ops/activation/gelu';
import { silu } from '../ops/activation/silu';
import { softmax } from '../ops/activation/softmax';
import { softplus } from '../ops/activation/softplus';
import type { KerasError } from './error';

type Activate = (x: tf.Tensor) => tf.Tensor;

/** What `activationNamed` reads of a `KerasConfig`. */
interface Config {
  readonly version: number;
  refuse(entry: string, what: string, value: unknown): KerasError;
}

/** Keeps x between two numbers. */
export const clip = (low: number, high: number): Activate => {
  return (x) => tf.tidy(() => tf.clipByValue(x, low, high));
};

const line = (slope: number, offset: number): Activate => {
  return (x) => tf.tidy(() => tf.clipByValue(tf.add(tf.mul(x, slope), offset), 0, 1));
};

// In a function: a call at the top would be kept in every page.
const activations = (version: number): Readonly<Record<string, Activate>> => ({
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
  // Keras 3 has relu6(x + 3) / 6.
  hard_sigmoid: version < 3 ? line(0.2, 0.5) : line(1 / 6, 0.5),
});

/** The activation that a config names; undefined for `linear`. */
export function activationNamed(
  config: Config,
  entry: string,
  given: unknown,
): Activate | undefined {
  if (given === 'linear') return undefined;
  const all = activations(config.version);
  const plain = given === 'hardSigmoid' ? 'hard_sigmoid' : given;
  const found = typeof plain === 'string' && Object.hasOwn(all, plain) ? all[plain] : undefined;
  if (found !== undefined) return found;
  throw config.refuse(entry, ['linear', ...Object.keys(all)].join(', '), given);
}

/** The activation of a layer, as layers. */
export function activationOf(config: { activation(): Activate | undefined }): readonly Activate[] {
  const activate = config.activation();
  return activate === undefined ? [] : [activate];
}

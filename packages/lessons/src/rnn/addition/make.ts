import {
  adam,
  heNormal,
  type Initializer,
  normal,
  type Optimizer,
  orthogonal,
  type Rng,
  rmsprop,
  sgd,
  xavierNormal,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { Adder } from './adder';
import type { AdditionValues } from './settings';

/** The three of the report, which count inputs only, and Glorot's. */
const INITS: Record<AdditionValues['init'], () => Initializer> = {
  plain: () => normal(),
  xavier: () => heNormal({ gain: 1 }),
  he: () => heNormal(),
  glorot: () => xavierNormal(),
};

const RECURRENT_INITS: Record<Exclude<AdditionValues['recurrent'], 'init'>, () => Initializer> = {
  he: () => heNormal(),
  orthogonal: () => orthogonal(),
  /** Le, Jaitly, Hinton: A simple way to initialize recurrent networks of rectified linear units (2015). */
  identity: () => (shape) => tf.eye(shape[0] as number),
  small: () => normal({ std: 0.01 }),
  unit: () => normal(),
};

/** The settings that a network depends on. */
export type AdderValues = Pick<
  AdditionValues,
  'hidden' | 'activation' | 'init' | 'recurrent' | 'bias'
>;

/** The network of these settings. */
export function makeAdder(
  { hidden, activation, init, recurrent, bias }: AdderValues,
  rng: Rng,
): Adder {
  const own = recurrent === 'init' ? {} : { recurrentInit: RECURRENT_INITS[recurrent]() };
  return new Adder(hidden, { rng, activation, init: INITS[init](), bias, ...own });
}

/** The optimiser of these settings; its rate may change while it runs. */
export function makeOptimizer(
  name: AdditionValues['optimizer'],
  learningRate: () => number,
): Optimizer {
  if (name === 'adam') return adam({ learningRate });
  if (name === 'rmsprop') return rmsprop({ learningRate });
  return sgd({ learningRate, momentum: name === 'momentum' ? 0.9 : 0 });
}

import {
  heNormal,
  type Initializer,
  Linear,
  normal,
  orthogonal,
  type Rng,
  xavierNormal,
} from '@dl/core';
import { RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { RnnValues } from './settings';

const INITIALIZERS: Record<RnnValues['init'], () => Initializer> = {
  xavier: () => xavierNormal(),
  he: () => heNormal(),
  orthogonal: () => orthogonal(),
  /** Le, Jaitly, Hinton: A simple way to initialize recurrent networks of rectified linear units (2015). */
  identity: () => (shape) => tf.eye(shape[0] as number),
  small: () => normal({ std: 0.01 }),
  unit: () => normal(),
};

/** What an `Adder` is made of. */
export type AdderOptions = Pick<RnnValues, 'hidden' | 'activation' | 'init'>;

/** Two bits in, one bit out at each step; what is carried is in the hidden state. */
export class Adder {
  readonly cell: RnnCell;
  readonly output: Linear;

  constructor({ hidden, activation, init }: AdderOptions, rng: Rng) {
    const recurrentInit = INITIALIZERS[init]();
    this.cell = new RnnCell(2, hidden, { rng, activation, init: xavierNormal(), recurrentInit });
    this.output = new Linear(hidden, 1, { rng });
  }

  /** `xs` [batch, bits, 2] → the hidden states [batch, bits, hidden] and a logit for each bit, [batch, bits, 1]. */
  forward(xs: tf.Tensor3D): { hidden: tf.Tensor3D; logits: tf.Tensor3D } {
    const { outputs, state } = unroll(this.cell, xs);
    state.dispose();
    return { hidden: outputs, logits: this.output.forward(outputs) };
  }
}

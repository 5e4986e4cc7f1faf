import { heNormal, type Initializer, Linear, normal, type Rng, runOp, sigmoid } from '@dl/core';
import { RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { AdditionSettings } from './settings';

const INITIALIZERS: Record<AdditionSettings['init'], () => Initializer> = {
  /** N(0, 1) */
  plain: () => normal(),
  /** N(0, 1) / √in */
  xavier: () => heNormal({ gain: 1 }),
  /** N(0, 1) · √(2 / in) */
  he: () => heNormal(),
};

/** How the network is made. */
export interface AdditionNetOptions {
  readonly rng: Rng;
  readonly activation: AdditionSettings['activation'];
  readonly init: AdditionSettings['init'];
  readonly bias: boolean;
  /** Take the output's derivative where the source's program takes it: see `sigmoidAsPrinted`. */
  readonly asPrinted: boolean;
}

/** Two bits in, one bit out at each step; the carry is in the hidden state. */
export class AdditionNet {
  readonly cell: RnnCell;
  readonly output: Linear;
  readonly #asPrinted: boolean;

  constructor(hidden: number, { rng, activation, init, bias, asPrinted }: AdditionNetOptions) {
    const initializer = INITIALIZERS[init]();
    this.cell = new RnnCell(2, hidden, { rng, activation, bias, init: initializer });
    const last = asPrinted ? 'none' : 'sigmoid';
    this.output = new Linear(hidden, 1, { rng, bias, init: initializer, activation: last });
    this.#asPrinted = asPrinted;
  }

  /** `xs` [batch, bits, 2] → the probability that each bit of the sum is 1, [batch, bits, 1]. */
  forward(xs: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => {
      const y = this.output.forward(unroll(this.cell, xs).outputs);
      return this.#asPrinted ? sigmoidAsPrinted(y) : y;
    });
  }
}

/**
 * y = σ(u) with the derivative of the source's printed program, which is σ′ at y instead of at u. As y is between
 * 0 and 1, σ′(y) is between 0.197 and 0.25, whatever the network says. The true σ′(u) goes to 0 where an output is
 * sure of itself, also where it is wrong; the printed one never does, so a sure mistake is corrected as fast as any:
 * nearly a quarter of the gradient of the cross-entropy, y − t. It follows no gradient of the squared error.
 */
export function sigmoidAsPrinted<T extends tf.Tensor>(u: T): T {
  return runOp(
    'SigmoidAsPrinted',
    [u],
    () => sigmoid(u),
    (y) => [y],
    (dy, [y]) => [
      () =>
        tf.tidy(() => {
          const s = sigmoid(y as tf.Tensor);
          return tf.mul(dy, tf.mul(s, tf.sub(1, s)));
        }),
    ],
  );
}

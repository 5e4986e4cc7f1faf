import { type Initializer, Linear, type Rng } from '@dl/core';
import { type RnnActivation, RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

/** How an `Adder` is made. */
export interface AdderOptions {
  readonly rng: Rng;
  readonly activation: RnnActivation;
  /** Of all weights. */
  readonly init: Initializer;
  /** Of the weights from hidden state to hidden state. Default: as `init`. */
  readonly recurrentInit?: Initializer;
  /** Default false. */
  readonly bias?: boolean;
}

// #region model
/** Two bits in, one bit out at each step; the carry has to live in the hidden state. */
export class Adder {
  readonly cell: RnnCell; // Wx [2, hidden], Wh [hidden, hidden]
  readonly output: Linear; // Wy [hidden, 1]

  constructor(hidden: number, { bias = false, ...options }: AdderOptions) {
    this.cell = new RnnCell(2, hidden, { ...options, bias });
    this.output = new Linear(hidden, 1, { rng: options.rng, init: options.init, bias });
  }

  /** `xs` [batch, bits, 2] → logits: positive where a bit of the sum is more likely a 1. [batch, bits, 1] */
  forward(xs: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.output.forward(unroll(this.cell, xs).outputs));
  }
}
// #endregion model

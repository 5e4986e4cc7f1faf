import { type Initializer, Linear, mse, type Rng, scale } from '@dl/core';
import { type RnnActivation, RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

/** Bits of a sum; both numbers have one less. */
export const BITS = 8;
export const LIMIT = 2 ** (BITS - 1);

// #region model
/** Two bits in, one bit out at each step; the carry has to live in the hidden state. */
export class Adder {
  readonly cell: RnnCell; // Wx [2, 16], Wh [16, 16]
  readonly output: Linear; // Wy [16, 1]

  constructor(rng: Rng, activation: RnnActivation, init: Initializer) {
    this.cell = new RnnCell(2, 16, { rng, activation, init, bias: false });
    this.output = new Linear(16, 1, { rng, init, bias: false, activation: 'sigmoid' });
  }

  /** `xs` [batch, bits, 2] → how likely each bit of the sum is a 1, [batch, bits, 1]. */
  forward(xs: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.output.forward(unroll(this.cell, xs).outputs));
  }
}
// #endregion model

// #region data
/** Pairs of numbers as bits, the least significant first: carries run forward in time. */
export function encode(pairs: readonly (readonly [number, number])[]): {
  xs: tf.Tensor;
  sums: tf.Tensor;
} {
  const bit = (value: number, t: number) => (value >> t) & 1;
  const steps = Array.from({ length: BITS }, (_, t) => t);
  const xs = pairs.map(([a, b]) => steps.map((t) => [bit(a, t), bit(b, t)]));
  const sums = pairs.map(([a, b]) => steps.map((t) => [bit(a + b, t)]));
  return { xs: tf.tensor(xs), sums: tf.tensor(sums) };
}

/** One random pair. */
export function draw(rng: Rng): ReturnType<typeof encode> {
  return encode([[rng.int(0, LIMIT), rng.int(0, LIMIT)]]);
}
// #endregion data

/** Half of the squared error, summed over the bits. */
export function halfSquares(predicted: tf.Tensor, wanted: tf.Tensor): tf.Tensor {
  return scale(mse(predicted, wanted, { reduction: 'sum' }), 0.5);
}

// #region exact
/** The share of all 128 × 128 pairs of which every bit is right. */
export async function exactMatch(adder: Adder): Promise<number> {
  let right = 0;
  for (let a = 0; a < LIMIT; a++) {
    const { xs, sums } = encode(Array.from({ length: LIMIT }, (_, b) => [a, b] as const));
    const count = tf.tidy(() => {
      const rounded = tf.cast(tf.greater(adder.forward(xs), 0.5), 'float32');
      const wrong = tf.sum(tf.abs(tf.sub(rounded, sums)), [1, 2]);
      return tf.sum(tf.cast(tf.equal(wrong, 0), 'float32'));
    });
    right += (await count.data())[0] as number;
    tf.dispose([xs, sums, count]);
  }
  return right / LIMIT ** 2;
}
// #endregion exact

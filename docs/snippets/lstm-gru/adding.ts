import { concat, Linear, type Rng } from '@dl/core';
import { type Cell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

// #region data
/** The adding problem: numbers of [0, 1), two of them marked; what is wanted is the sum of those two. */
export function draw(rng: Rng, batch: number, time: number): { xs: tf.Tensor; sums: tf.Tensor } {
  return tf.tidy(() => {
    const numbers = rng.uniform([batch, time, 1]);
    const half = time >> 1;
    // One mark in the first half, one in the second.
    const places = Array.from({ length: batch }, () => [rng.int(0, half), rng.int(half, time)]);
    const marks = tf.expandDims(
      tf.sum(tf.oneHot(tf.tensor(places, undefined, 'int32'), time), 1),
      2,
    );
    const xs = concat([numbers, tf.cast(marks, 'float32')], 2);
    return { xs, sums: tf.sum(tf.mul(numbers, marks), 1) };
  }) as { xs: tf.Tensor; sums: tf.Tensor };
}
// #endregion data

// #region model
/** Reads a sequence of [number, mark] with any cell, and says the sum after its last step. */
export class Reader<S extends tf.TensorContainer> {
  readonly output: Linear;

  constructor(
    readonly cell: Cell<S>,
    { rng }: { rng: Rng },
  ) {
    this.output = new Linear(cell.outSize, 1, { rng });
  }

  /** `xs` [batch, time, 2] → [batch, 1]. */
  forward(xs: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const { state } = unroll(this.cell, xs);
      return this.output.forward(this.cell.output(state));
    });
  }
}
// #endregion model

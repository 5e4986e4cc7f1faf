import { Linear, type Rng } from '@dl/core';
import { type Cell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

// #region model
/** Reads a sequence of [number, mark] with any cell, and says one number after its last step. */
export class SumReader<S extends tf.TensorContainer = tf.Tensor> {
  readonly output: Linear;

  constructor(
    readonly cell: Cell<S>,
    { rng }: { rng: Rng },
  ) {
    this.output = new Linear(cell.outSize, 1, { rng });
  }

  /** `xs` [batch, time, 2] → [batch, 1]. */
  forward(xs: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => this.output.forward(unroll(this.cell, xs).last));
  }
}
// #endregion model

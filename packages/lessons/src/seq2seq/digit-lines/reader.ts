import { ctcLoss, Linear, type Rng } from '@dl/core';
import { Lstm } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { FRAME, type LineBatch } from './lines';

/** The class that stands for no digit. */
export const BLANK = 10;

// #region reader
/** Reads a line in both directions, and gives each frame's digit, if any. */
export class LineReader {
  readonly input: Linear;
  readonly layers: Lstm;
  readonly output: Linear;

  constructor(hidden: number, rng: Rng) {
    this.input = new Linear(FRAME, hidden, { rng, activation: 'relu' });
    this.layers = new Lstm(hidden, hidden, { rng, bidirectional: true });
    this.output = new Linear(2 * hidden, BLANK + 1, { rng });
  }

  /** Logits of the ten digits and of none, [lines, frames, 11]. */
  forward({ frames, lengths }: Pick<LineBatch, 'frames' | 'lengths'>): tf.Tensor3D {
    return tf.tidy(() => {
      const { outputs } = this.layers.forward(this.input.forward(frames), { lengths });
      return this.output.forward(outputs);
    }) as tf.Tensor3D;
  }

  /** The CTC loss, in nats a digit: it needs the digits in order, not their positions. */
  loss(batch: LineBatch): tf.Scalar {
    const { lengths, labels, labelLengths } = batch;
    return ctcLoss(this.forward(batch), labels, lengths, labelLengths, { blank: BLANK });
  }
}
// #endregion reader

import { Linear, type Rng } from '@dl/core';
import { Gru, Lstm } from '@dl/lstm-gru';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

/** The networks that are compared, and how people write them. */
export const CELLS = { lstm: 'LSTM', gru: 'GRU', rnn: 'plain RNN' } as const;

/** One of them. */
export type CellName = keyof typeof CELLS;

interface AddingNetOptions {
  readonly rng: Rng;
  /** About how many steps a gated cell keeps what it holds, at first. */
  readonly memory: number;
}

/** Reads a sequence of two features a step and says one number after the last. */
export class AddingNet {
  readonly layer: Rnn | Lstm | Gru;
  readonly output: Linear;

  constructor(cell: CellName, hidden: number, { rng, memory }: AddingNetOptions) {
    const keep = Math.log(Math.max(1, memory));
    if (cell === 'rnn') this.layer = new Rnn(2, hidden, { rng });
    else if (cell === 'gru') this.layer = slowGru(new Gru(2, hidden, { rng }), keep);
    else this.layer = slowLstm(new Lstm(2, hidden, { rng, forgetBias: keep }), keep);
    this.output = new Linear(hidden, 1, { rng });
  }

  /** `xs` [batch, time, 2] → [batch, 1]. */
  forward(xs: tf.Tensor3D): tf.Tensor2D {
    return tf.tidy(() => {
      const [last] = this.layer.forward(xs).state;
      const h = last instanceof tf.Tensor ? last : (last as { h: tf.Tensor2D }).h;
      return this.output.forward(h) as tf.Tensor2D;
    });
  }
}

/**
 * Gates that begin as those of a unit that changes once in so many steps: with a bias of ln n, the forget gate is
 * 1 − 1/(n + 1), and the input gate with −ln n is 1/(n + 1). Tallec and Ollivier, Can recurrent neural networks warp
 * time?, 2018 (there n is drawn anew for each unit).
 */
function slowLstm(layer: Lstm, keep: number): Lstm {
  for (const { input, hiddenSize } of layer.cells) setBias(input, hiddenSize, 0, -keep);
  return layer;
}

/** The same of a GRU: what its update gate lets in is what it forgets. */
function slowGru(layer: Gru, keep: number): Gru {
  for (const { input, hiddenSize } of layer.cells) setBias(input, hiddenSize, 1, -keep);
  return layer;
}

/** Sets the bias of one gate, the columns of which begin at `gate` · `size`. */
function setBias({ bias }: Linear, size: number, gate: number, value: number): void {
  tf.tidy(() => {
    const values = (bias as tf.Variable).dataSync();
    values.fill(value, gate * size, (gate + 1) * size);
    (bias as tf.Variable).assign(tf.tensor1d(values));
  });
}

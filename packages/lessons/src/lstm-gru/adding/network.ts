import { Linear, type Rng } from '@dl/core';
import { GruCell, LstmCell } from '@dl/lstm-gru';
import { type Cell, RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { Text } from '../../kit/text';
import type { AddingValues } from './settings';

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

/** What may take part. */
export type CellName = Exclude<AddingValues['cell'], 'all'> | 'rnn';

/** What people call a network of it. */
export const NAMES: Readonly<Record<CellName, Text>> = {
  lstm: { en: 'LSTM', ja: 'LSTM' },
  gru: { en: 'GRU', ja: 'GRU' },
  'gru-before': { en: 'GRU', ja: 'GRU' },
  rnn: { en: 'plain RNN', ja: '単純なRNN' },
};

/** What a cell is made of. */
export type CellValues = Pick<AddingValues, 'hidden' | 'time' | 'gates' | 'forgetBias'>;

/** A cell of these settings. */
export function makeCell(
  name: CellName,
  values: CellValues,
  rng: Rng,
): LstmCell | GruCell | RnnCell {
  const { hidden } = values;
  if (name === 'rnn') return new RnnCell(2, hidden, { rng });
  const { keep, shut } = firstBiases(values);
  if (name === 'lstm') {
    const lstm = new LstmCell(2, hidden, { rng, forgetBias: keep });
    if (shut !== 0) setBias(lstm.input, hidden, 0, -shut);
    return lstm;
  }
  const gru = new GruCell(2, hidden, { rng, resetAfter: name === 'gru' });
  // z = 1 − f: what is to remember begins with an update gate that is shut.
  setBias(gru.input, hidden, 1, -keep);
  return gru;
}

/**
 * First biases of the gates. A forget gate with a bias of ln n is 1 − 1/(n + 1), and an input gate with −ln n is 1/(n + 1):
 * a unit that changes once in so many steps. Tallec and Ollivier, Can recurrent neural networks warp time?, 2018 (there n is
 * drawn anew for each unit; here it is half of the sequence).
 */
function firstBiases({ gates, time, forgetBias }: CellValues): { keep: number; shut: number } {
  if (gates === 'bias') return { keep: forgetBias, shut: 0 };
  const keep = Math.log(Math.max(1, time / 2));
  return { keep, shut: keep };
}

/** Sets the bias of one gate, whose columns begin at `gate` · `size`. */
function setBias({ bias }: Linear, size: number, gate: number, value: number): void {
  tf.tidy(() => {
    const values = (bias as tf.Variable).dataSync();
    values.fill(value, gate * size, (gate + 1) * size);
    (bias as tf.Variable).assign(tf.tensor1d(values));
  });
}

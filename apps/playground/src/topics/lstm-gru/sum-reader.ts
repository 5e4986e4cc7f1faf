import { Linear, type Rng } from '@dl/core';
import { GruCell, LstmCell } from '@dl/lstm-gru';
import { type Cell, RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { LstmGruValues } from './settings';

/** What the cell of a `SumReader` is made of. */
export type CellOptions = Pick<LstmGruValues, 'hidden' | 'forgetBias'> & {
  readonly cell: LstmGruValues['cell'] | 'rnn';
};

/** A cell that reads a sequence, and one number that is said after its last step. */
export class SumReader<C extends RnnCell | LstmCell | GruCell = RnnCell | LstmCell | GruCell> {
  readonly output: Linear;

  constructor(
    readonly cell: C,
    rng: Rng,
  ) {
    this.output = new Linear(cell.outSize, 1, { rng });
  }

  /** `xs` [batch, time, 2] → [batch, 1]. */
  forward(xs: tf.Tensor): tf.Tensor2D {
    const cell = this.cell as unknown as Cell<tf.Tensor>;
    return tf.tidy(() => {
      const { state } = unroll(cell, xs);
      return this.output.forward(cell.output(state)) as tf.Tensor2D;
    });
  }
}

/** A network with an LSTM or a GRU. */
export function gatedReader(options: CellOptions, rng: Rng): SumReader<LstmCell | GruCell> {
  const { cell, hidden, forgetBias } = options;
  if (cell === 'lstm') return new SumReader(new LstmCell(2, hidden, { rng, forgetBias }), rng);
  const gru = new GruCell(2, hidden, { rng, resetAfter: cell === 'gru' });
  // z = 1 − f: what is to remember begins with an update gate that is shut.
  tf.tidy(() => {
    const rest = tf.zeros([hidden]);
    gru.input.bias?.assign(tf.concat([rest, tf.fill([hidden], -forgetBias), rest]));
  });
  return new SumReader(gru, rng);
}

/** A network with a plain recurrent cell of as many units. */
export function plainReader(hidden: number, rng: Rng): SumReader<RnnCell> {
  return new SumReader(new RnnCell(2, hidden, { rng }), rng);
}

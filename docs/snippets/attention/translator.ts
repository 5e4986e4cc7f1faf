import { GeneralAttention } from '@dl/attention';
import { concat, Embedding, Linear, type Rng } from '@dl/core';
import { GruCell } from '@dl/lstm-gru';
import { unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

/** Symbols, without the one that begins every answer. */
export const SYMBOLS = 16;

// #region data
/** Random sentences of one length; the answer is the sentence backwards. */
export function draw(rng: Rng, batch: number, length: number) {
  const source = rng.integers(0, SYMBOLS, [batch, length]);
  const target = tf.reverse(source, 1);
  // What the decoder is given: the answer, one step late.
  const given = tf.tidy(() => {
    const begin = tf.fill([batch, 1], SYMBOLS, 'int32');
    return tf.concat([begin, tf.slice(target, [0, 0], [-1, length - 1])], 1);
  });
  return { source, given, target };
}
// #endregion data

// #region model
/** An encoder and a decoder; all that passes between them is a fixed-length code, or with attention every state. */
export class Translator {
  readonly embedding: Embedding;
  readonly positions: Embedding;
  readonly encoder: GruCell;
  readonly decoder: GruCell;
  readonly attention: GeneralAttention | undefined;
  readonly output: Linear;

  constructor(size: number, { rng, attention }: { rng: Rng; attention: boolean }) {
    this.embedding = new Embedding(SYMBOLS + 1, size, { rng });
    this.positions = new Embedding(64, size, { rng });
    this.encoder = new GruCell(size, size, { rng });
    this.decoder = new GruCell(size, size, { rng });
    if (attention) this.attention = new GeneralAttention(size, size, { rng });
    this.output = new Linear(attention ? 2 * size : size, SYMBOLS, { rng });
  }

  /** `source`, `given` int32 [batch, time] → logits [batch, time, symbols]. */
  forward(source: tf.Tensor, given: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const { outputs: states, state: code } = unroll(this.encoder, this.#embed(source));
      const { outputs } = unroll(this.decoder, this.#embed(given), { state: code });
      if (!this.attention) return this.output.forward(outputs);
      const contexts = this.attention.forward(outputs, states);
      return this.output.forward(concat([outputs, contexts], 2));
    });
  }

  #embed(ids: tf.Tensor): tf.Tensor {
    const time = tf.range(0, ids.shape[1] as number, 1, 'int32');
    return tf.add(this.embedding.forward(ids), this.positions.forward(time));
  }
}
// #endregion model

import { Embedding, Linear, type Rng } from '@dl/core';
import { Gru } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import type { Ids, Sentence } from './news';

// #region model
/** An embedding, a GRU in one direction or in both, and a linear layer. */
export class Tagger {
  readonly embedding: Embedding;
  readonly gru: Gru;
  readonly output: Linear;

  constructor(ids: Ids, both: boolean, { rng }: { rng: Rng }) {
    this.embedding = new Embedding(ids.words, 48, { rng });
    // 2 × 64 units in two directions have about as many parameters as 100 in one.
    this.gru = new Gru(48, both ? 64 : 100, { rng, bidirectional: both ? 'concat' : undefined });
    this.output = new Linear(both ? 128 : 100, ids.tags.length, { rng });
  }

  /** `words` int32 [batch, time] → logits [batch, time, tags]. */
  forward(words: tf.Tensor, lengths: readonly number[]): tf.Tensor {
    return tf.tidy(() => {
      const { outputs } = this.gru.forward(this.embedding.forward(words), { lengths });
      return this.output.forward(outputs);
    });
  }
}
// #endregion model

// #region batch
/** Of a tag that pads: counts nothing in the loss. */
export const PADDING = -1;

/** Sentences side by side, padded to the longest. */
export function collate(ids: Ids, examples: readonly Sentence[]) {
  const lengths = examples.map(({ words }) => words.length);
  const pad = (row: number[], value: number) => [
    ...row,
    ...new Array<number>(Math.max(...lengths) - row.length).fill(value),
  ];
  const words = examples.map((one) =>
    pad(
      one.words.map((word) => ids.word(word)),
      0,
    ),
  );
  const tags = examples.map((one) =>
    pad(
      one.tags.map((tag) => ids.tag(tag)),
      PADDING,
    ),
  );
  return {
    words: tf.tensor2d(words, undefined, 'int32'),
    tags: tf.tensor2d(tags, undefined, 'int32'),
    lengths,
  };
}
// #endregion batch

import type * as tf from '@tensorflow/tfjs-core';

/** What an adapter adds to the weight of a `Linear`: `@dl/core/lora`. */
export interface LowRank {
  /** What is learnt, by what it adds to: `all` columns, or those that have a name. */
  readonly parts: Readonly<Record<string, LowRankPart>>;
  /** The weight with what is added to it, [in, out]. */
  weight(weight: tf.Variable): tf.Variable | tf.Tensor2D;
}

/** A low-rank change of some columns, s A B. */
export interface LowRankPart {
  /** [in, rank] */
  readonly A: tf.Variable;
  /** [rank, count] */
  readonly B: tf.Variable;
  /** The first of its columns. */
  readonly first: number;
}

import { MultiHeadAttention } from '@dl/attention';
import { type Initializer, LayerNorm, Linear, type Rng } from '@dl/core';
import { makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { FeedForward } from '../block/feed-forward';

/** Of the norms, as the published weights have it. */
export const EPSILON = 1e-6;

interface Sizes {
  readonly heads: number;
  readonly hidden: number;
  readonly rng: Rng;
  readonly init: Initializer | undefined;
}

/**
 * A block whose output is wider than its input: x ← x S + attention(norm x), x ← x + feedForward(norm x), with attention over the narrow
 * vectors and S a map of what goes around it.
 */
export class WideningBlock {
  readonly attentionNorm: LayerNorm;
  readonly attention: MultiHeadAttention;
  /** S [from, to] */
  readonly skip: Linear;
  readonly feedForwardNorm: LayerNorm;
  readonly feedForward: FeedForward;

  constructor(from: number, to: number, { heads, hidden, rng, init }: Sizes) {
    const drawn = { rng, ...(init && { init }) };
    const made = makeVariables('SentenceEncoder', () => ({
      attentionNorm: new LayerNorm(from, { epsilon: EPSILON }),
      attention: new MultiHeadAttention(from, heads, { ...drawn, outputSize: to }),
      skip: new Linear(from, to, drawn),
      feedForwardNorm: new LayerNorm(to, { epsilon: EPSILON }),
      feedForward: new FeedForward(to, { ...drawn, hidden, activation: 'relu' }),
    }));
    this.attentionNorm = made.attentionNorm;
    this.attention = made.attention;
    this.skip = made.skip;
    this.feedForwardNorm = made.feedForwardNorm;
    this.feedForward = made.feedForward;
  }

  /** `x` [batch, time, from] → [batch, time, to]; of each row its first `lengths` positions are seen. */
  forward(x: tf.Tensor3D, lengths: Int32Array): tf.Tensor3D {
    const attended = this.attention.forward(this.attentionNorm.forward(x), { mask: { lengths } });
    const y = tf.add(this.skip.forward(x), attended);
    return tf.add(y, this.feedForward.forward(this.feedForwardNorm.forward(y)));
  }
}

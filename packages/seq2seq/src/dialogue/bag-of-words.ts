import { gather, gatherNd, Linear, logSoftmax, type Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { indices } from './context-pass';
import { type Layout, tokenPlaces } from './layout';
import { replyTokens } from './reply-pass';

/** Says which words a reply has, in no order, from what it is conditioned on: what z knows of it, without a decoder that knows better. */
export class BagNet {
  readonly hidden: Linear;
  readonly output: Linear;

  constructor(
    inSize: number,
    hiddenSize: number,
    { rng, vocabSize }: { rng: Rng; vocabSize: number },
  ) {
    this.hidden = new Linear(inSize, hiddenSize, { rng, activation: 'tanh' });
    this.output = new Linear(hiddenSize, vocabSize, { rng });
  }

  /** −log p(token | condition) of every real token of the replies in nats, [tokens]: one softmax a reply. */
  nll(layout: Layout, condition: tf.Tensor2D): tf.Tensor1D {
    return tf.tidy(() => {
      const logs = logSoftmax(this.output.forward(this.hidden.forward(condition)));
      const { places, replyOf } = tokenPlaces(layout, layout.batch.ids.shape[1]);
      const labels = gather(tf.reshape(replyTokens(layout), [-1]), indices(places));
      return tf.neg(gatherNd(logs, tf.stack([indices(replyOf), labels], 1))) as tf.Tensor1D;
    });
  }
}

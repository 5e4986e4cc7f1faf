import { concat, Embedding, Linear, normal, type Rng, softmaxCrossEntropy } from '@dl/core';
import { UNIVERSAL_TAGS } from '@dl/datasets';
import { Gru, Lstm } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { PADDING, type TaggingBatch, type WordFeatures } from './data';

/** Features of a word, of its ending and of its shape. */
const FEATURE_SIZES = { word: 64, ending: 32, shape: 8 } as const;

/** How a `Tagger` is made. */
export interface TaggerOptions {
  readonly rng: Rng;
  readonly cell: 'lstm' | 'gru';
  readonly features: WordFeatures;
  /** Half of the units read from the end of the sentence to its beginning. */
  readonly both: boolean;
}

/** Says of each word of a sentence which part of speech it is. */
export class Tagger {
  readonly word: Embedding;
  readonly ending: Embedding;
  readonly shape: Embedding;
  readonly layer: Lstm | Gru;
  readonly output: Linear;

  /** @param hidden units of a word, of both directions together */
  constructor(hidden: number, { rng, cell, features, both }: TaggerOptions) {
    const { word, ending, shape } = FEATURE_SIZES;
    // A step changes the rows of its own words only.
    const options = { rng, sparse: true, init: normal({ std: 0.1 }) };
    this.word = new Embedding(features.words.size, word, options);
    this.ending = new Embedding(features.endings.size, ending, options);
    this.shape = new Embedding(features.shapes, shape, options);
    const inputs = word + ending + shape;
    const Layer = cell === 'lstm' ? Lstm : Gru;
    const units = both ? Math.floor(hidden / 2) : hidden;
    this.layer = new Layer(inputs, units, { rng, ...(both && { bidirectional: true }) });
    this.output = new Linear(both ? 2 * units : units, UNIVERSAL_TAGS.length, { rng });
  }

  /** Logits, [batch, time, tags]. */
  forward({ words, endings, shapes, lengths }: TaggingBatch): tf.Tensor3D {
    return tf.tidy(() => {
      const parts = [
        this.word.forward(words),
        this.ending.forward(endings),
        this.shape.forward(shapes),
      ];
      const { outputs } = this.layer.forward(concat(parts, 2), { lengths });
      return this.output.forward(outputs) as tf.Tensor3D;
    });
  }

  /** The mean cross-entropy over all words of a batch. */
  loss(batch: TaggingBatch): tf.Tensor {
    return tf.tidy(() => {
      return softmaxCrossEntropy(this.forward(batch), batch.tags, { ignoreIndex: PADDING });
    });
  }
}

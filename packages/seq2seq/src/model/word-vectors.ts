import { dropout, Embedding, normal, type Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** The embedding of a vocabulary, normal with variance 1 / size: it may be the decoder's output weight as well. */
export function wordEmbedding(vocabulary: number, size: number, rng: Rng): Embedding {
  return new Embedding(vocabulary, size, { rng, init: normal({ std: size ** -0.5 }) });
}

/**
 * Word dropout: whole words of `vectors` [batch, time, size] become 0, the others grow by 1 / (1 − rate).
 *
 * Sennrich, Haddow and Birch, Edinburgh neural machine translation systems for WMT 16, 2016.
 */
export function dropWords(vectors: tf.Tensor3D, rate: number, rng: Rng): tf.Tensor3D {
  const [batch, time] = vectors.shape;
  return tf.mul(vectors, dropout(tf.ones([batch, time, 1]), { rate, rng }));
}

/** `x` with a share of its features dropped, where there is a generator and a share. */
export function droppedOut<T extends tf.Tensor>(x: T, rate: number, rng: Rng | undefined): T {
  return rng === undefined || rate === 0 ? x : dropout(x, { rate, rng });
}

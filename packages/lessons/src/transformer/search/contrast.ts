import { softmaxCrossEntropy } from '@dl/core';
import { padRows } from '@dl/text';
import type { SentenceEmbedder } from '@dl/transformer/sentence-encoder';
import * as tf from '@tensorflow/tfjs-core';

/** A description and the name that it is to find, as ids. */
export type IdPair = readonly [description: readonly number[], name: readonly number[]];

/**
 * Each description is to find its name among those of its batch, and each name its description: the mean of −log softmax(a bᵀ / τ)
 * on the diagonal, both ways.
 *
 * Henderson et al., Efficient natural language response suggestion for Smart Reply, 2017.
 */
export function contrast(
  { encoder }: SentenceEmbedder,
  pairs: readonly IdPair[],
  temperature: number,
): tf.Scalar {
  // #region loss
  const embedded = (side: 0 | 1) => {
    const rows = pairs.map((pair) => pair[side]);
    const { ids, lengths } = padRows(rows, 0);
    return encoder.forward(ids, lengths);
  };
  return tf.tidy(() => {
    const [a, b] = [embedded(0), embedded(1)];
    const cosines = tf.matMul(a, b, false, true);
    const logits = tf.div(cosines, temperature);
    const own = tf.range(0, pairs.length, 1, 'int32');
    const forth = softmaxCrossEntropy(logits, own);
    const back = softmaxCrossEntropy(tf.transpose(logits), own);
    return tf.mean(tf.stack([forth, back])) as tf.Scalar;
  });
  // #endregion loss
}

import { softmaxCrossEntropy } from '@dl/core';
import { padRows } from '@dl/text';
import type { SentenceEmbedder } from '@dl/transformer/sentence-encoder';
import * as tf from '@tensorflow/tfjs-core';

/** A description and the name that it is to find, as ids. */
export type IdPair = readonly [description: readonly number[], name: readonly number[]];

// #region loss
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
  return tf.tidy(() => {
    const sides = [0, 1].flatMap((side) => pairs.map((pair) => pair[side as 0 | 1]));
    const { ids, lengths } = padRows(sides, 0);
    const [a, b] = tf.split(encoder.forward(ids, lengths), 2) as [tf.Tensor2D, tf.Tensor2D];
    const cosines = tf.div(tf.matMul(a, b, false, true), temperature);
    const own = tf.range(0, pairs.length, 1, 'int32');
    const both = [cosines, tf.transpose(cosines)].map((x) => softmaxCrossEntropy(x, own));
    return tf.mean(tf.stack(both)) as tf.Scalar;
  });
}
// #endregion loss

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
    const [a, b] = ([0, 1] as const).map((side) => {
      const { ids, lengths } = padRows(
        pairs.map((pair) => pair[side]),
        0,
      );
      return encoder.forward(ids, lengths);
    }) as [tf.Tensor2D, tf.Tensor2D];
    const cosines = tf.div(tf.matMul(a, b, false, true), temperature);
    const own = tf.range(0, pairs.length, 1, 'int32');
    const both = [cosines, tf.transpose(cosines)].map((x) => softmaxCrossEntropy(x, own));
    return tf.mean(tf.stack(both)) as tf.Scalar;
  });
}
// #endregion loss

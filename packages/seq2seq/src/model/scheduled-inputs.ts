import type { Rng } from '@dl/core';
import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { Decoder } from './decoder';
import type { Encoded } from './encoded';

/**
 * Scheduled sampling: `ids` [batch, time], of which each word but the first is with a chance of 1 − `teacherForcing` the likeliest one
 * of the decoder's own, where it has been given such words before. No gradient flows through them.
 *
 * The words are found first, step by step, and the decoder then learns from them as from any others: a pass more, and the way back
 * is that of whole sequences.
 *
 * Bengio, Vinyals, Jaitly and Shazeer, Scheduled sampling for sequence prediction with recurrent neural networks, 2015.
 */
export function scheduledInputs(
  decoder: Decoder,
  ids: tf.Tensor2D,
  encoded: Encoded,
  { teacherForcing, rng }: { readonly teacherForcing: number; readonly rng: Rng },
): tf.Tensor2D {
  const [batch, time] = ids.shape;
  const given = rng.uniform([batch, time]);
  const run = () =>
    tf.tidy(() => {
      const isGiven = tf.unstack(tf.less(given, teacherForcing), 1) as tf.Tensor1D[];
      const truth = tf.unstack(ids, 1) as tf.Tensor1D[];
      const said: tf.Tensor1D[] = [truth[0] as tf.Tensor1D];
      let state = decoder.begin(encoded);
      for (let t = 1; t < time; t++) {
        const next = decoder.step(said[t - 1] as tf.Tensor1D, state);
        ({ state } = next);
        const own = tf.argMax(next.logits, 1) as tf.Tensor1D;
        said.push(tf.where(isGiven[t] as tf.Tensor1D, truth[t] as tf.Tensor1D, own));
      }
      return tf.stack(said, 1) as tf.Tensor2D;
    });
  try {
    // Inside of an op nothing is noted for the way back.
    return op('ScheduledInputs', {}, { forward: run, gradients: () => ({}) });
  } finally {
    given.dispose();
  }
}

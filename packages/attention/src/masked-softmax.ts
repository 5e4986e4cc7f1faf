import { where } from '@dl/core';
import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';

/** The least a row's maximum can be: scores of −1e30 and less come to 0. Finite: a GPU may take it that nothing is infinite. */
export const LEAST = -1e29;
const LOWEST = -3e38;

/**
 * Softmax over the last axis of which a row may have nothing: p = e^(s − m) / Σ e^(s − m) with m = max(max s, −1e29), 0
 * where a score is hidden, whatever it is. Gradient: ds = p (dp − Σ dp p) over the scores that are seen, else 0.
 *
 * @param scores float32 [..., key]
 * @param seen bool of the same shape: a score is hidden where it is false
 */
export function maskedSoftmax<T extends tf.Tensor>(scores: T, seen: tf.Tensor): T {
  return op(
    'MaskedSoftmax',
    { scores },
    {
      forward: () => tf.tidy(() => forward(scores, seen)) as T,
      save: (p) => ({ p, seen }),
      gradients: (dp, saved) => ({
        scores: () => tf.tidy(() => softmaxGradient(dp as tf.Tensor, saved.p, saved.seen)),
      }),
    },
  );
}

/** ds = p (dp − Σ dp p) where scores are seen: what dp and p are at the others does not matter. */
export function softmaxGradient(dp: tf.Tensor, p: tf.Tensor, seen: tf.Tensor): tf.Tensor {
  const own = where(seen, dp, tf.scalar(0));
  const ds = tf.mul(p, tf.sub(own, tf.sum(tf.mul(own, p), -1, true)));
  return where(seen, ds, tf.scalar(0));
}

function forward(scores: tf.Tensor, seen: tf.Tensor): tf.Tensor {
  const shown = tf.where(seen, scores, tf.fill(scores.shape, LOWEST));
  const most = tf.maximum(tf.max(shown, -1, true), LEAST);
  const powers = tf.exp(tf.sub(shown, most));
  // The largest score that is seen gives 1: a sum under a half is one of nothing. In a row of NaN what is hidden stays 0.
  const sum = tf.sum(powers, -1, true);
  const share = tf.div(powers, tf.add(sum, tf.cast(tf.less(sum, 0.5), 'float32')));
  return tf.where(seen, share, tf.zerosLike(share));
}

import { runOp, softmax } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** The least a row's maximum can be: scores of −1e30 and less come to 0. Finite: a GPU may take it that nothing is infinite. */
const LEAST = -1e29;
const LOWEST = -3e38;

/**
 * Softmax over the last axis of which a row may have nothing: p = e^(s − m) / Σ e^(s − m) with m = max(max s, −1e29), 0 in
 * a row where every score is hidden. Gradient: ds = p (dp − Σ dp p).
 *
 * @param scores float32 [..., key]; −1e30 and less is hidden
 * @param seen bool, of the same shape or one that broadcasts to it: a score is hidden where it is false
 */
export function maskedSoftmax<T extends tf.Tensor>(scores: T, seen?: tf.Tensor): T {
  if (seen === undefined) return softmaxOf(scores, undefined);
  const whole = tf.tidy(() => tf.broadcastTo(seen, scores.shape));
  try {
    return softmaxOf(scores, whole);
  } finally {
    whole.dispose();
  }
}

function softmaxOf<T extends tf.Tensor>(scores: T, seen: tf.Tensor | undefined): T {
  return runOp(
    'MaskedSoftmax',
    [scores],
    () => tf.tidy(() => forward(scores, seen)) as T,
    (p) => [p],
    (dp, [p]) => [
      () => tf.tidy(() => tf.mul(p as T, tf.sub(dp, tf.sum(tf.mul(dp, p as T), -1, true)))),
    ],
  );
}

function forward(scores: tf.Tensor, seen: tf.Tensor | undefined): tf.Tensor {
  const shown = seen === undefined ? scores : tf.where(seen, scores, tf.fill(scores.shape, LOWEST));
  const finite = tf.maximum(shown, LOWEST);
  const most = tf.maximum(tf.max(finite, -1, true), LEAST);
  // The largest score that is seen gives 1: a sum under a half is one of nothing.
  const powers = tf.exp(tf.sub(finite, most));
  return tf.div(powers, tf.maximum(tf.sum(powers, -1, true), 0.5));
}

/** `softmax` of core where nothing is hidden, else `maskedSoftmax`. */
export function weightsOf<T extends tf.Tensor>(
  scores: T,
  seen: tf.Tensor | undefined,
  masked: boolean,
): T {
  return masked ? maskedSoftmax(scores, seen) : softmax(scores);
}

import { where } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { isFiniteNow } from './is-finite';
import { type MaskPlan, visibleKeys } from './mask';
import { type Hiding, seenPairs } from './seen';
import type { Sizes } from './sizes';

/** Whose rows: those of queries that see a key, of keys that a query sees, or of entries that are both and do either. */
export type Side = 'queries' | 'keys' | 'both';

/**
 * x [batch, row, width] with zeros in the rows of which no pair is seen. Their gradient is 0, but that of the weights that
 * x is multiplied by would be 0 · NaN where they hold NaN.
 */
export function seenRows<T extends tf.Tensor>(x: T, side: Side, hiding: Hiding, sizes: Sizes): T {
  const { mask, bias } = hiding;
  const whole = mask.tensor === undefined && bias === undefined;
  if (whole && !mask.causal && mask.window === 0 && mask.lengths === undefined) return x;
  if (x.size === 0 || isFiniteNow(x)) return x;
  return tf.tidy(() => {
    const seen = whole ? byRules(side, mask, sizes) : byPairs(side, hiding, sizes);
    if (seen === undefined) return x;
    const rows = tf.reshape(seen, [seen.shape[0] as number, -1, 1]);
    return where(rows, x, tf.scalar(0)) as T;
  });
}

/** bool [batch or 1, row or 1]. */
function byPairs(side: Side, hiding: Hiding, sizes: Sizes): tf.Tensor | undefined {
  const pairs = seenPairs(hiding, sizes);
  if (pairs === undefined) return undefined;
  // tfjs's programs for WebGPU do not compile that turn bools round, cast ones too.
  const counted = tf.where(pairs, tf.scalar(1), tf.scalar(0));
  const queries = tf.greater(tf.max(counted, [1, 3]), 0);
  const keys = tf.greater(tf.max(counted, [1, 2]), 0);
  if (side !== 'both') return side === 'queries' ? queries : keys;
  // The entries themselves are the last of the keys.
  const from = keys.shape[1] === 1 ? 0 : sizes.keys - sizes.queries;
  return tf.logicalOr(queries, tf.slice(keys, [0, from], [-1, -1]));
}

/** bool [batch, row] without a matrix of pairs; undefined if all are seen. */
function byRules(side: Side, mask: MaskPlan, { batch, queries, keys }: Sizes) {
  const own = side === 'keys' ? keys : queries;
  const before = side === 'both' ? keys - queries : 0;
  const seen = new Uint8Array(batch * own);
  for (let b = 0; b < batch; b++) {
    let done = before;
    for (let i = 0; i < queries; i++) {
      const [first, end] = visibleKeys(mask, b, i, keys);
      if (end <= first) continue;
      if (side !== 'keys') seen[b * own + i] = 1;
      if (side === 'queries') continue;
      // Both ends rise with i: what lies before has been filled.
      const from = Math.max(first, done);
      if (end > from) seen.fill(1, b * own + from - before, b * own + end - before);
      done = Math.max(done, end);
    }
  }
  return seen.includes(0) ? tf.tensor2d(seen, [batch, own], 'bool') : undefined;
}

import type { Lengths } from '@dl/core';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Which keys a query may see: all conditions hold at once. A hidden pair of a query and a key has no influence on the
 * output or any gradient, even if it holds NaN. Position i of a query is `offset` + its row; key j stands at j. Nothing of
 * the size [query, key] is made for a mask without `tensor`.
 */
export interface Mask {
  /** A query sees no key after its own position. Default false. */
  readonly causal?: boolean | undefined;
  /** A query sees keys less than so many positions away, |i − j| < window: with 1 only its own. Default: any. */
  readonly window?: number | undefined;
  /** How many keys each row of the batch has, from 0 to all of them. On WebGPU numbers, not a tensor. */
  readonly lengths?: Lengths | undefined;
  /** Where the first query stands among the keys. Default keys − queries: the last query stands at the last key. */
  readonly offset?: number | undefined;
  /**
   * Broadcasts to [batch, heads, query, key] (rank 3: [batch, query, key]). bool: true where a key is seen. float32:
   * added to the scores, −1e30 and less hides. No gradient flows to it: that is what `bias` is for.
   */
  readonly tensor?: tf.Tensor | undefined;
}

/** An added value of this or less hides a score. */
export const HIDDEN = -1e30;

/** A mask that has been checked, for one attention. */
export interface MaskPlan {
  readonly causal: boolean;
  /** 0: any distance. */
  readonly window: number;
  readonly offset: number;
  readonly lengths: Int32Array | undefined;
  /** bool or float32 */
  readonly tensor: tf.Tensor | undefined;
}

/** The keys from `first` to before `end` that the query of a row sees, but for the mask's tensor. */
export function visibleKeys(
  { causal, window, offset, lengths }: MaskPlan,
  batch: number,
  query: number,
  keys: number,
): readonly [first: number, end: number] {
  const at = offset + query;
  const first = window > 0 ? Math.max(0, at - window + 1) : 0;
  const reach = causal ? at + 1 : window > 0 ? at + window : keys;
  return [first, Math.min(reach, lengths?.[batch] ?? keys)];
}

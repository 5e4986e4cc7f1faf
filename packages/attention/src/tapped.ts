import { tapOf } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import { runAttention } from './attend';
import { type Attended, compositeAttention } from './composite';
import type { Plan } from './plan';
import type { Positions } from './positions';

/** Attention of a layer whose inputs have been checked: by a kernel where there is one and nothing looks inside. */
export function attended(
  layer: object,
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  plan: Plan,
): tf.Tensor {
  if (tapOf(layer) === undefined) return runAttention(q, k, v, plan);
  return attendedWithWeights(layer, q, k, v, plan).output;
}

/**
 * The same by ops, with its weights. A tap of the layer sees `queries` [batch, heads, query, depth], `keys` and `values`
 * [batch, kvHeads, key, depth], `weights` [batch, heads, query, key] and `heads` [batch, heads, query, depth], what each head found.
 */
export function attendedWithWeights(
  layer: object,
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  plan: Plan,
): Attended {
  const tap = tapOf(layer);
  if (tap === undefined) return compositeAttention(q, k, v, plan);
  const seen = [tap('queries', q), tap('keys', k), tap('values', v)] as const;
  const { output, weights } = compositeAttention(...seen, plan, tap);
  return { output: tap('heads', output), weights };
}

/** Whether a sequence that looks at itself may do so in packed rows: nothing looks inside, and positions turn rows. */
export function mayBePacked(layer: { readonly positions: Positions | undefined }): boolean {
  const { turn, turnPacked } = layer.positions ?? {};
  return tapOf(layer) === undefined && (turn === undefined || turnPacked !== undefined);
}

import * as tf from '@tensorflow/tfjs-core';
import { type Attended, compositeAttention, tidyAttended } from './composite';
import { fusedAttention } from './fused';
import { type AttendOptions, type Plan, planAttention } from './plan';
import { expectSizes } from './sizes';

/**
 * Attention: each query takes the mean of the values, weighted by how well it fits their keys,
 * out = softmax(q kᵀ · scale + bias) v over the keys that the mask shows. A query that sees no key gets 0, and no
 * gradient flows from it. What is hidden from a query has no influence on it, even if it is NaN, in gradients of any order too.
 *
 * On WASM and WebGPU it is one kernel that never holds the matrix [query, key]: the softmax is made tile by tile, with
 * the running maximum and sum of each query, and the way back computes its tiles anew (on WebGPU
 * by ops where there is a bias, or rows of features are no whole vectors of four). Elsewhere, with dropout
 * while training, and for a gradient of a gradient, it is made of ops.
 *
 * Vaswani et al., Attention is all you need, 2017. Milakov and Gimelshein, Online normalizer calculation for softmax,
 * 2018. Dao et al., FlashAttention, 2022.
 *
 * @param q float32 [batch, heads, query, depth], or [batch, query, depth] as k and v
 * @param k float32 [batch, kvHeads, key, depth]; kvHeads divides heads, and head h takes key head h · kvHeads / heads
 * @param v float32 [batch, kvHeads, key, valueDepth]
 * @returns [batch, heads, query, valueDepth], or [batch, query, valueDepth]
 * @throws ShapeError for q, k, v, a mask, a bias, lengths or slopes that do not fit, or an empty axis but the batch
 * @throws RangeError for a window under 1, a length that is no integer from 0 to keys, or dropout without `rng` while training
 * @throws TypeError for another dtype or an unknown option, Error for a disposed tensor
 *
 * @example
 * ```ts
 * const [q, k, v] = [random(1).normal([2, 5, 16]), random(2).normal([2, 7, 16]), random(3).normal([2, 7, 8])];
 * const y = attend(q, k, v, { mask: { lengths: [7, 3] } }); // [2, 5, 8]
 * ```
 */
export function attend<T extends tf.Tensor>(
  q: T,
  k: tf.Tensor,
  v: tf.Tensor,
  options?: AttendOptions,
): T {
  return runAttention(
    q,
    k,
    v,
    planAttention('attend', expectSizes('attend', q, k, v), options),
  ) as T;
}

/**
 * `attend` with its weights, which are made of ops and held whole: to look at.
 *
 * @returns output as `attend`, weights [batch, heads, query, key] or [batch, query, key] before dropout; each row sums to 1, or
 *   is 0 where the query sees no key
 * @throws as `attend`
 */
export function attendWithWeights(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  options?: AttendOptions,
): Attended {
  const where = 'attendWithWeights';
  const plan = planAttention(where, expectSizes(where, q, k, v), options);
  return tidyAttended(() => compositeAttention(q, k, v, plan));
}

/** Attention of inputs that have been checked: by a kernel where there is one. */
export function runAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, plan: Plan): tf.Tensor {
  if (plan.sizes.batch === 0) return tf.tidy(() => compositeAttention(q, k, v, plan).output);
  return fusedAttention(q, k, v, plan) ?? tf.tidy(() => compositeAttention(q, k, v, plan).output);
}

import { detach, dropout, matMul, type Rng, scale as times, where } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { type MaskPlan, visibleKeys } from './mask';
import { maskedSoftmax, weightsOf } from './masked-softmax';
import type { Plan } from './plan';
import { broadcastShape, outputShape, type Sizes, scoreShape } from './sizes';

/** What attention by ops gives: both hold what a caller may keep. */
export interface Attended {
  /** As q, with the depth of v. */
  readonly output: tf.Tensor;
  /** [batch, heads, query, key], or [batch, query, key] of rank 3. */
  readonly weights: tf.Tensor;
}

/**
 * Attention by ops, with the whole matrix of weights: any backend, any gradient, and the reference of the kernels.
 * Inputs have been checked by `planAttention`.
 */
export function compositeAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, plan: Plan): Attended {
  const { sizes, mask, dropout: rate, rng } = plan;
  const weights = compositeWeights(q, k, plan);
  const kept = rate === 0 ? weights : dropout(weights, { rate, rng: rng as Rng });
  const output = matMul(queryRows(kept, sizes), keyRows(v, sizes, mask));
  return {
    output: tf.reshape(output, outputShape(sizes)),
    weights: tf.reshape(weights, scoreShape(sizes)),
  };
}

/** The weights alone, before dropout: [batch, heads, query, key]. */
export function compositeWeights(q: tf.Tensor, k: tf.Tensor, plan: Plan): tf.Tensor {
  const { sizes, scale, bias, alibi, mask } = plan;
  const { batch, heads, queries, keys } = sizes;
  const products = matMul(queryRows(q, sizes), keyRows(k, sizes, mask), { transposeB: true });
  let scores: tf.Tensor = tf.reshape(times(products, scale), [batch, heads, queries, keys]);
  if (bias !== undefined) {
    scores = tf.add(scores, tf.reshape(bias, broadcastShape(bias.shape, sizes) as number[]));
  }
  if (alibi !== undefined) scores = tf.sub(scores, distances(alibi, mask, sizes));
  return maskedWeights(scores, mask, sizes, bias !== undefined);
}

/** The heads that share keys lie one after the other: they are more queries of one product, [batch, kvHeads, rows, …]. */
export function queryRows(x: tf.Tensor, { batch, heads, kvHeads, queries }: Sizes): tf.Tensor {
  const rows = (heads / kvHeads) * queries;
  return tf.reshape(x, [batch, kvHeads, rows, x.shape[x.rank - 1] as number]);
}

/** Keys or values, [batch, kvHeads, key, …], without what pads them. */
export function keyRows(x: tf.Tensor, { batch, kvHeads, keys }: Sizes, mask: MaskPlan): tf.Tensor {
  const rows = tf.reshape(x, [batch, kvHeads, keys, x.shape[x.rank - 1] as number]);
  return withoutPadding(rows, mask);
}

/** Runs `f` and leaves just what it gives. */
export function tidyAttended(f: () => Attended): Attended {
  return tf.tidy(() => f() as unknown as tf.TensorContainerObject) as unknown as Attended;
}

/** Softmax of scores [batch, heads, query, key] over the keys that the mask shows, and the bias, if there is one. */
export function maskedWeights(
  scores: tf.Tensor,
  mask: MaskPlan,
  sizes: Sizes,
  biased = false,
): tf.Tensor {
  const tensor = mask.tensor && detach(mask.tensor);
  const own = tensor && tf.reshape(tensor, broadcastShape(tensor.shape, sizes) as number[]);
  const rules = seenByRules(mask, sizes);
  if (own === undefined) return weightsOf(scores, rules, biased || rules !== undefined);
  if (own.dtype !== 'bool') return maskedSoftmax(tf.add(scores, own), rules);
  return maskedSoftmax(scores, rules === undefined ? own : tf.logicalAnd(own, rules));
}

/** bool [batch or 1, 1, query, key]: what the mask but for its tensor shows; undefined for all. */
function seenByRules(mask: MaskPlan, { batch, queries, keys }: Sizes): tf.Tensor | undefined {
  const { causal, window, lengths } = mask;
  if (!causal && window === 0 && lengths === undefined) return undefined;
  const rows = lengths ? batch : 1;
  const seen = new Uint8Array(rows * queries * keys);
  for (let b = 0; b < rows; b++) {
    for (let i = 0; i < queries; i++) {
      const [first, end] = visibleKeys(mask, b, i, keys);
      const row = (b * queries + i) * keys;
      if (end > first) seen.fill(1, row + first, row + end);
    }
  }
  return tf.tensor(seen, [rows, 1, queries, keys], 'bool');
}

/** slope · |i − j|, [heads, query, key]. */
function distances(slopes: readonly number[], { offset }: MaskPlan, sizes: Sizes): tf.Tensor {
  const { heads, queries, keys } = sizes;
  const at = tf.add(tf.range(0, queries), offset);
  const between = tf.abs(tf.sub(tf.reshape(at, [queries, 1]), tf.range(0, keys)));
  return tf.mul(tf.tensor(slopes as number[], [heads, 1, 1]), between);
}

/** x [batch, kvHeads, key, depth] with zeros from each row's length on: a weight of 0 times NaN is NaN. */
export function withoutPadding(x: tf.Tensor, { lengths }: MaskPlan): tf.Tensor {
  if (lengths === undefined) return x;
  const [batch, , keys] = x.shape as [number, number, number];
  const has = new Uint8Array(batch * keys);
  lengths.forEach((length, b) => {
    has.fill(1, b * keys, b * keys + length);
  });
  return where(tf.tensor(has, [batch, 1, keys, 1], 'bool'), x, tf.scalar(0));
}

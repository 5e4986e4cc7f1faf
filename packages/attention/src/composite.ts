import { detach, dropout, matMul, type Rng, softmax, scale as times, where } from '@dl/core';
import { ofNothing, type Tap } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { MaskPlan } from './mask';
import { LEAST, maskedSoftmax } from './masked-softmax';
import { pairProducts, weightedRows } from './pair-products';
import type { Plan } from './plan';
import { seenPairs } from './seen';
import { broadcastShape, outputShape, type Sizes, scoreShape } from './sizes';

/** What attention by ops gives: both hold what a caller may keep. */
export interface Attended {
  /** As q, with the depth of v. */
  readonly output: tf.Tensor;
  /** [batch, heads, query, key], or [batch, query, key] of rank 3. */
  readonly weights: tf.Tensor;
}

/** Weights and where they are not hidden, both [batch, heads, query, key]. */
export interface Weights {
  /** Before dropout; 0 at what is hidden. */
  readonly weights: tf.Tensor;
  /** bool; undefined for all. */
  readonly seen: tf.Tensor | undefined;
}

/**
 * Attention by ops, with the whole matrix of weights: any backend, any gradient, and the reference of the kernels. What is
 * hidden has no influence at any order of gradients, NaN neither. Inputs have been checked by `planAttention`. A `tap` sees the weights
 * of what is not hidden, before dropout.
 */
export function compositeAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  plan: Plan,
  tap?: Tap,
): Attended {
  const { sizes, dropout: rate, rng } = plan;
  if (sizes.batch === 0) return attendedByNobody(q, k, v, plan);
  const { weights: made, seen } = compositeWeights(q, k, plan);
  const weights = tap === undefined ? made : shownOf(tap('weights', made), seen);
  const kept = rate === 0 ? weights : dropout(weights, { rate, rng: rng as Rng });
  const output = mixedValues(
    queryRows(kept, sizes),
    keyRows(v, sizes),
    seen && queryRows(seen, sizes),
  );
  return {
    output: tf.reshape(output, outputShape(sizes)),
    weights: tf.reshape(weights, scoreShape(sizes)),
  };
}

/** Weights of another's making: what is hidden stays hidden. */
function shownOf(weights: tf.Tensor, seen: tf.Tensor | undefined): tf.Tensor {
  return seen === undefined ? weights : where(seen, weights, tf.scalar(0));
}

/** A batch of no sequences: nothing is computed, and gradients are 0. */
function attendedByNobody(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, plan: Plan): Attended {
  const inputs = plan.bias === undefined ? [q, k, v] : [q, k, v, plan.bias];
  return {
    output: ofNothing('Attention', inputs, outputShape(plan.sizes)),
    weights: ofNothing('Attention', inputs, scoreShape(plan.sizes)),
  };
}

/** Weights [..., query, key] times values [..., key, depth], with what is hidden left out. */
export function mixedValues(w: tf.Tensor, v: tf.Tensor, seen: tf.Tensor | undefined): tf.Tensor {
  return seen === undefined ? matMul(w, v) : weightedRows(w, v, seen);
}

/** The weights alone. */
export function compositeWeights(q: tf.Tensor, k: tf.Tensor, plan: Plan): Weights {
  const { sizes, scale, bias, alibi, mask } = plan;
  const { batch, heads, queries, keys } = sizes;
  const shown = seenPairs(plan, sizes);
  const [own, shared] = [queryRows(q, sizes), keyRows(k, sizes)];
  const products =
    shown === undefined ? matMul(own, shared, { transposeB: true }) : pairProducts(own, shared);
  let scores: tf.Tensor = tf.reshape(times(products, scale), [batch, heads, queries, keys]);
  if (bias !== undefined) {
    scores = tf.add(scores, tf.reshape(bias, broadcastShape(bias.shape, sizes) as number[]));
  }
  if (alibi !== undefined) scores = tf.sub(scores, distances(alibi, mask, sizes));
  return maskedWeights(scores, mask, sizes, shown);
}

/** The heads that share keys lie one after the other: they are more queries of one product, [batch, kvHeads, rows, …]. */
export function queryRows(x: tf.Tensor, { batch, heads, kvHeads, queries }: Sizes): tf.Tensor {
  const rows = (heads / kvHeads) * queries;
  return tf.reshape(x, [batch, kvHeads, rows, x.shape[x.rank - 1] as number]);
}

/** Keys or values, [batch, kvHeads, key, …]. */
export function keyRows(x: tf.Tensor, { batch, kvHeads, keys }: Sizes): tf.Tensor {
  return tf.reshape(x, [batch, kvHeads, keys, x.shape[x.rank - 1] as number]);
}

/** Runs `f` and leaves just what it gives. */
export function tidyAttended(f: () => Attended): Attended {
  return tf.tidy(() => f() as unknown as tf.TensorContainerObject) as unknown as Attended;
}

/**
 * Softmax of scores [batch, heads, query, key] over the keys that are seen, those that `shown` has and whose score is over
 * −1e29, after a mask that is added; `shown` undefined for all.
 */
export function maskedWeights(
  scores: tf.Tensor,
  { tensor }: MaskPlan,
  sizes: Sizes,
  shown: tf.Tensor | undefined,
): Weights {
  if (shown === undefined) return { weights: softmax(scores), seen: undefined };
  const added =
    tensor?.dtype === 'float32'
      ? tf.add(scores, tf.reshape(detach(tensor), broadcastShape(tensor.shape, sizes) as number[]))
      : scores;
  const over = tf.logicalNot(tf.lessEqual(detach(added), LEAST));
  const seen = tf.logicalAnd(shown, over);
  return { weights: maskedSoftmax(added, seen), seen };
}

/** slope · |i − j|, [heads, query, key]. */
function distances(slopes: readonly number[], { offset }: MaskPlan, sizes: Sizes): tf.Tensor {
  const { heads, queries, keys } = sizes;
  const at = tf.add(tf.range(0, queries), offset);
  const between = tf.abs(tf.sub(tf.reshape(at, [queries, 1]), tf.range(0, keys)));
  return tf.mul(tf.tensor(slopes as number[], [heads, 1, 1]), between);
}

import type { Linear } from '@dl/core';
import { isTaping, kernelsOf, tapOf } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import { appendRows, rowsOf } from './append-rows';
import type { KeyValues } from './cache';
import { attendPlaces } from './fused-wasm';
import { ATTENTION } from './generated/wasm';
import { type HeadNorms, normPacked } from './head-norms';
import { packedPlaces } from './places';
import type { Plan } from './plan';
import { type Positions, turnPacked } from './positions';

/** What a step needs of its layer. */
interface Layer extends HeadNorms {
  readonly input: Linear;
  readonly positions: Positions | undefined;
  readonly maxLength: number;
}

/**
 * The next positions of a sequence, x [batch, time, size] → the heads of the output side by side, [batch, time, heads depth], and
 * the cache with their keys and values, which are written behind its own. Undefined where the running backend has no kernels for
 * it, where a gradient is recorded or something looks inside, with dropout, and for positions that turn heads one by one.
 */
export function stepInPlace(
  layer: Layer,
  x: tf.Tensor,
  cache: KeyValues | undefined,
  plan: Plan,
): { readonly heads: tf.Tensor; readonly cache: KeyValues } | undefined {
  const { input, positions, maxLength } = layer;
  const { batch, heads, kvHeads, queries, depth } = plan.sizes;
  const isPossible = batch > 0 && plan.dropout === 0 && !isTaping() && tapOf(layer) === undefined;
  const kernels = isPossible ? kernelsOf(ATTENTION) : undefined;
  if (kernels === undefined) return undefined;
  if (positions?.turn !== undefined && positions.turnPacked === undefined) return undefined;
  const offset = cache?.position ?? 0;
  const { queryNorm, keyNorm } = layer;
  const made = normPacked(input.forward(x), { queryNorm, keyNorm, heads, kvHeads, depth });
  const qkv = turnPacked(positions, made, heads + kvHeads, depth, offset);
  const { q, k, v, out } = packedPlaces(plan.sizes);
  const rows = { k: { of: qkv, place: k }, v: { of: qkv, place: v } };
  const next = appendRows(kernels, cache, rows, [batch, kvHeads, queries, depth], maxLength);
  const kept = rowsOf(next.keys, next.first);
  const places = { q, k: kept, v: kept, out };
  const inputs = { q: qkv, k: next.keys, v: next.values };
  const shape = [batch, queries, heads * depth];
  return { heads: attendPlaces(kernels, inputs, places, plan, shape), cache: next };
}

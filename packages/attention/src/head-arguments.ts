import { type Address, addressOf, behind, NOWHERE } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import { type Places, placeOf } from './places';
import type { Plan } from './plan';
import type { Sizes } from './sizes';
import { stridesOf } from './strides';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 15;

/** Nanoseconds that attention takes forward, all heads on one thread. */
export function costOf({ batch, heads, queries, keys, depth, valueDepth }: Sizes): number {
  return (batch * heads * queries * keys * (depth + valueDepth)) / SPEED;
}

/** One head of one row of the batch. */
export interface Head {
  readonly batch: number;
  /** Which head of queries it is, and which of keys. */
  readonly query: number;
  readonly key: number;
  /** How many keys it has. */
  readonly keys: number;
  readonly slope: number;
  /** Addresses and steps, 0 for none. */
  readonly bias: Address;
  readonly biasSteps: readonly [row: number, step: number];
  readonly mask: Address;
  readonly maskSteps: readonly [row: number, step: number];
}

/** All heads of all rows of the batch. */
export function* headsOf(
  plan: Plan,
  bias: tf.Tensor | undefined,
  hidden: tf.Tensor | undefined,
): Iterable<Head> {
  const { sizes, alibi, mask } = plan;
  const { batch, heads, kvHeads, keys } = sizes;
  const ofBias = stridesOf(bias, sizes);
  const ofMask = stridesOf(hidden, sizes);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      yield {
        batch: b,
        query: h,
        key: Math.floor((h * kvHeads) / heads),
        keys: mask.lengths?.[b] ?? keys,
        slope: alibi?.[h] ?? 0,
        bias: bias ? behind(addressOf(bias), 4 * (b * ofBias[0] + h * ofBias[1])) : NOWHERE,
        biasSteps: [ofBias[2], ofBias[3]],
        mask: hidden ? behind(addressOf(hidden), b * ofMask[0] + h * ofMask[1]) : NOWHERE,
        maskSteps: [ofMask[2], ofMask[3]],
      };
    }
  }
}

/** What both kernels are told of one head. */
export function argumentsOf(
  { sizes: { heads, queries, depth, valueDepth }, scale, mask }: Plan,
  places: Places,
  { q, k, v, y, lse }: Readonly<Record<'q' | 'k' | 'v' | 'y' | 'lse', Address>>,
  { batch, query, key, slope, bias, biasSteps, mask: maskAt, maskSteps, keys }: Head,
) {
  return {
    queries,
    keys,
    depth,
    valueDepth,
    q: placeOf(q, places.q, batch, query),
    rowQ: places.q.row,
    k: placeOf(k, places.k, batch, key),
    rowK: places.k.row,
    v: placeOf(v, places.v, batch, key),
    rowV: places.v.row,
    out: placeOf(y, places.out, batch, query),
    rowOut: places.out.row,
    lse: behind(lse, 4 * (batch * heads + query) * queries),
    scale,
    causal: mask.causal,
    window: mask.window,
    offset: mask.offset,
    slope,
    bias,
    biasRow: biasSteps[0],
    biasStep: biasSteps[1],
    mask: maskAt,
    maskRow: maskSteps[0],
    maskStep: maskSteps[1],
  };
}

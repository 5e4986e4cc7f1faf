import { type Address, addressOrNone } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import { type Place, type Places, placeOf } from './places';
import type { Plan } from './plan';
import { stridesOf } from './strides';

/** What the scores of an attention are changed by, as tensors; those of numbers are its own to dispose. */
export interface Adjustments {
  readonly bias: tf.Tensor | undefined;
  readonly hidden: tf.Tensor | undefined;
  readonly lengths: tf.Tensor | undefined;
  readonly slopes: tf.Tensor | undefined;
}

/** What both kernels are told of heads 0 … `end − 1`. One literal: to put objects of so many names together takes longer than a small head. */
export function headsArguments(
  end: number,
  scratch: Address,
  { sizes, scale, mask: { causal, window, offset } }: Plan,
  { q, k, v, out }: Places,
  at: Readonly<Record<'q' | 'k' | 'v' | 'y' | 'lse', Address>>,
  { bias, hidden, lengths, slopes }: Adjustments,
) {
  const { heads, kvHeads, queries, keys, depth, valueDepth } = sizes;
  const [batchBias, headBias, rowBias, stepBias] = stridesOf(bias, sizes);
  const [batchMask, headMask, rowMask, stepMask] = stridesOf(hidden, sizes);
  return {
    first: 0,
    end,
    heads,
    kvHeads,
    queries,
    keys,
    depth,
    valueDepth,
    q: firstOf(at.q, q),
    batchQ: q.batch,
    headQ: q.head,
    rowQ: q.row,
    k: firstOf(at.k, k),
    batchK: k.batch,
    headK: k.head,
    rowK: k.row,
    v: firstOf(at.v, v),
    batchV: v.batch,
    headV: v.head,
    rowV: v.row,
    out: firstOf(at.y, out),
    batchOut: out.batch,
    headOut: out.head,
    rowOut: out.row,
    lse: at.lse,
    scale,
    causal,
    window,
    offset,
    lengths: addressOrNone(lengths),
    slopes: addressOrNone(slopes),
    bias: addressOrNone(bias),
    batchBias,
    headBias,
    rowBias,
    stepBias,
    mask: addressOrNone(hidden),
    batchMask,
    headMask,
    rowMask,
    stepMask,
    scratch,
  };
}

/** The address of the first head. */
export function firstOf(at: Address, place: Place): Address {
  return placeOf(at, place, 0, 0);
}

import { concat, slice } from '@dl/core';
import { expected, expectInteger, expectTensor, LARGEST } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { readMask } from './check';
import type { Mask } from './mask';

/**
 * Keys and values that a `MultiHeadAttention` has made: what a decoder keeps from step to step. They are the caller's to dispose.
 * The tensors may have room for later rows, which the steps after share: rows outside of `first` … `first + length − 1` are
 * not to be read.
 */
export interface KeyValues {
  /** [batch, kvHeads, capacity, depth] */
  readonly keys: tf.Tensor4D;
  /** [batch, kvHeads, capacity, depth] */
  readonly values: tf.Tensor4D;
  /** The row of the first key. */
  readonly first: number;
  /** How many keys there are. */
  readonly length: number;
  /** How many positions they have seen: the keys, and those that a window has left behind. */
  readonly position: number;
}

/** A cache whose parts stay what they are found to be: an object of a caller may give another each time it is asked. */
export function ownCache(cache: KeyValues): KeyValues {
  // What is no object is refused by `expectKeyValues`.
  if (typeof cache !== 'object' || cache === null) return cache;
  const { keys, values, first, length, position } = cache;
  return { keys, values, first, length, position };
}

/** Checks what `step` or `remember` of the same layer gave. @throws ShapeError, TypeError, RangeError, Error */
export function expectKeyValues(
  where: string,
  name: string,
  cache: KeyValues,
  batch: number,
  kvHeads: number,
  depth: number,
): void {
  if (typeof cache !== 'object' || cache === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'an object of keys and values', cache));
  }
  expectTensor(where, `${name}.keys`, cache.keys, [batch, kvHeads, 'key', depth]);
  const capacity = cache.keys.shape[2];
  expectTensor(where, `${name}.values`, cache.values, [batch, kvHeads, capacity, depth]);
  expectInteger(where, `${name}.length`, cache.length, 1, capacity);
  expectInteger(where, `${name}.first`, cache.first, 0, capacity - cache.length);
  expectInteger(where, `${name}.position`, cache.position, cache.length, LARGEST);
}

/** Checks that so many positions are not too many. @throws RangeError */
export function expectRoom(where: string, name: string, positions: number, most: number): void {
  if (positions <= most) return;
  throw new RangeError(`${where}: ${name}: expected at most ${most} positions, got ${positions}`);
}

/** Checks that a step is not told what counts from the first position of all. @throws RangeError */
export function expectStepMask(where: string, mask: Mask | tf.Tensor | undefined): void {
  if (mask === undefined || mask instanceof tf.Tensor) return;
  readMask(where, mask);
  const hints = { offset: 'the cache has it', lengths: 'a bool tensor hides padding' };
  for (const [name, hint] of Object.entries(hints)) {
    const value = mask[name as keyof typeof hints];
    if (value === undefined) continue;
    throw new RangeError(expected(`${where}: mask.${name}`, `none step by step: ${hint}`, value));
  }
}

/** Checks that a cache holds all that a mask lets a query look back at. @throws RangeError */
export function expectReach(where: string, cache: KeyValues, mask: Mask | tf.Tensor): void {
  const { position, length } = cache;
  const needed = Math.min(position, keptKeys(mask));
  if (length >= needed) return;
  throw new RangeError(
    `${where}: cache: expected the last ${needed} positions, got ${length}: the steps before had a narrower window`,
  );
}

/** A cache of keys and values that are all there is. */
export function wholeCache(keys: tf.Tensor, values: tf.Tensor, position: number): KeyValues {
  const length = keys.shape[2] as number;
  return { keys: keys as tf.Tensor4D, values: values as tf.Tensor4D, first: 0, length, position };
}

/** Its keys and values alone, without room for others. */
export function seenOf({ keys, values, first, length }: KeyValues): [tf.Tensor4D, tf.Tensor4D] {
  if (length === keys.shape[2]) return [keys, values];
  const rows = (x: tf.Tensor4D) => slice(x, [0, 0, first, 0], [-1, -1, length, -1]);
  return [rows(keys), rows(values)];
}

/** The keys and values of a cache, then new ones, by ops that have gradients. */
export function appended(
  cache: KeyValues | undefined,
  keys: tf.Tensor,
  values: tf.Tensor,
): KeyValues {
  const time = keys.shape[2] as number;
  if (cache === undefined) return wholeCache(keys, values, time);
  const [before, valuesBefore] = seenOf(cache);
  const all = concat([before, keys as tf.Tensor4D], 2);
  const allValues = concat([valuesBefore, values as tf.Tensor4D], 2);
  return wholeCache(all, allValues, cache.position + time);
}

/** Without the keys that no later query can see: those that a causal window has passed. */
export function withinWindow(cache: KeyValues, mask: Mask | tf.Tensor): KeyValues {
  const length = Math.min(cache.length, keptKeys(mask));
  return { ...cache, first: cache.first + cache.length - length, length };
}

function keptKeys(mask: Mask | tf.Tensor): number {
  if (mask instanceof tf.Tensor || !mask.causal || mask.window === undefined) return Infinity;
  // Lengths and tensors count keys from the first on.
  if (mask.lengths !== undefined || mask.tensor !== undefined) return Infinity;
  return Math.max(1, mask.window - 1);
}

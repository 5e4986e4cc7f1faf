import { type Address, addressOf, alias, allocate } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { KeyValues } from './cache';
import type { AttentionKernels } from './generated/kernels';
import { type Place, placeOf } from './places';

/** Rows of heads, and where they lie in a tensor. */
export interface Rows {
  readonly of: tf.Tensor;
  readonly place: Place;
}

/** What is known of data that `appendRows` has made. */
interface Written {
  /** Behind them nothing has been written. */
  rows: number;
  readonly capacity: number;
  readonly depth: number;
}

const written = /* @__PURE__ */ new WeakMap<object, Written>();

/** The fewest rows that a cache has room for, if that is less than its layer's `maxLength`. */
const FEWEST = 16;

/**
 * A cache with new rows behind its own, by a kernel. They are written behind those that are there, whose data both caches then
 * share, where there is room and no step has written there before; else all are copied to twice the room. So the rows of
 * a cache never change, and on average a token copies its own rows and no others.
 *
 * @param sizes [batch, kvHeads, time, depth]
 * @param most rows that a cache will ever need room for
 */
export function appendRows(
  kernels: AttentionKernels,
  cache: KeyValues | undefined,
  { k, v }: { readonly k: Rows; readonly v: Rows },
  sizes: readonly [batch: number, kvHeads: number, time: number, depth: number],
  most: number,
): KeyValues {
  const [batch, kvHeads, time, depth] = sizes;
  const { length = 0, position = 0 } = cache ?? {};
  const next = { length: length + time, position: position + time };
  if (cache !== undefined && hasRoom(cache, time, depth)) {
    const { first } = cache;
    const write = (x: tf.Tensor4D, rows: Rows) => {
      copy(kernels, rows, x, first + length, sizes);
      note(x, first + next.length);
      return alias(x);
    };
    return { ...next, first, keys: write(cache.keys, k), values: write(cache.values, v) };
  }
  const capacity = Math.max(next.length, Math.min(most, Math.max(FEWEST, 2 * next.length)));
  const grown = (before: tf.Tensor4D | undefined, rows: Rows) => {
    const y = allocate<tf.Tensor4D>([batch, kvHeads, capacity, depth]);
    if (before !== undefined) {
      const own = { of: before, place: rowsOf(before, cache?.first as number) };
      copy(kernels, own, y, 0, [batch, kvHeads, length, depth]);
    }
    copy(kernels, rows, y, length, sizes);
    note(y, next.length);
    return y;
  };
  return { ...next, first: 0, keys: grown(cache?.keys, k), values: grown(cache?.values, v) };
}

/** Where rows of a cache lie, from row `first` on. */
export function rowsOf({ shape }: tf.Tensor4D, first: number): Place {
  const [, heads, capacity, depth] = shape;
  const head = capacity * depth;
  return { first: first * depth, batch: heads * head, head, row: depth };
}

/** Whether rows behind those of a cache are there and have not been written, in keys and values both. */
function hasRoom({ keys, values, first, length }: KeyValues, time: number, depth: number): boolean {
  if (keys.dataId === values.dataId) return false;
  const end = first + length;
  return canGrow(keys, end, time, depth) && canGrow(values, end, time, depth);
}

/** A cache may be put together of others' parts, or have another shape than they. */
function canGrow(
  { dataId, shape }: tf.Tensor4D,
  end: number,
  time: number,
  depth: number,
): boolean {
  const known = written.get(dataId);
  const isOwn = known?.capacity === shape[2] && known.depth === depth;
  return isOwn && known.rows === end && end + time <= known.capacity;
}

function note({ dataId, shape }: tf.Tensor4D, rows: number): void {
  const known = written.get(dataId);
  if (known !== undefined) known.rows = rows;
  else written.set(dataId, { rows, capacity: shape[2], depth: shape[3] });
}

function copy(
  kernels: AttentionKernels,
  { of, place }: Rows,
  to: tf.Tensor4D,
  row: number,
  [batch, heads, rows, depth]: readonly [number, number, number, number],
): void {
  const target = rowsOf(to, row);
  const from = placeOf(addressOf(of), place, 0, 0);
  const at: Address = placeOf(addressOf(to), target, 0, 0);
  const steps = [place.batch, place.head, place.row] as const;
  kernels.copyHeads(batch, heads, rows, depth, from, ...steps, at, target.batch, target.head);
}

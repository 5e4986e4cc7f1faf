import { type Address, behind } from '@dl/core/extend';
import type { Sizes } from './sizes';

/** Where the heads of a tensor lie, in floats: the first, and from each batch, head and row to the next. */
export interface Place {
  readonly first: number;
  readonly batch: number;
  readonly head: number;
  readonly row: number;
}

/** Where queries, keys, values and the output lie. */
export interface Places {
  readonly q: Place;
  readonly k: Place;
  readonly v: Place;
  readonly out: Place;
}

/** The address of a head. */
export function placeOf(at: Address, place: Place, batch: number, head: number): Address {
  return behind(at, 4 * (place.first + batch * place.batch + head * place.head));
}

/** Each a tensor of its own, [batch, heads, row, depth]. */
export function headPlaces({ heads, kvHeads, queries, keys, depth, valueDepth }: Sizes): Places {
  const place = (count: number, rows: number, width: number): Place => ({
    first: 0,
    batch: count * rows * width,
    head: rows * width,
    row: width,
  });
  return {
    q: place(heads, queries, depth),
    k: place(kvHeads, keys, depth),
    v: place(kvHeads, keys, valueDepth),
    out: place(heads, queries, valueDepth),
  };
}

/** Queries, keys and values side by side in [batch, time, (heads + 2 kvHeads) depth], the output in [batch, time, heads depth]. */
export function packedPlaces({ heads, kvHeads, queries, depth }: Sizes): Places {
  const row = (heads + 2 * kvHeads) * depth;
  const place = (before: number, width: number): Place => ({
    first: before * depth,
    batch: queries * width,
    head: depth,
    row: width,
  });
  return {
    q: place(0, row),
    k: place(heads, row),
    v: place(heads + kvHeads, row),
    out: place(0, heads * depth),
  };
}

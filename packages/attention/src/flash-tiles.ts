import type { Sizes } from './sizes';

/**
 * How attention is cut. A group has `side²` threads, `side` along the rows of a tile and `side` along its columns; it has
 * `side · rows` queries (or keys), and goes over the others `side · columns` at a time. Rows of a thread are neighbours: their
 * weights are one vector.
 */
export interface FlashTile {
  readonly side: 8 | 16;
  readonly rows: 2;
  readonly columns: 1 | 2;
}

/**
 * Largest first. More threads beat more rows per thread: on an H200 the forward pass takes a fifth longer with 4 × 2 than with
 * 2 × 2, and twice as long with 64 threads, which are too few to hide memory latency.
 */
export const TILES: readonly FlashTile[] = [
  { side: 16, rows: 2, columns: 2 },
  { side: 16, rows: 2, columns: 1 },
  { side: 8, rows: 2, columns: 1 },
];

/** Rows of a group. */
export function ownOf({ side, rows }: FlashTile): number {
  return side * rows;
}

/** Rows that go by at a time. */
export function othersOf({ side, columns }: FlashTile): number {
  return side * columns;
}

/** A row of a tile in shared memory, in vectors of four: one more than it needs, so that neighbours lie in other banks. */
export function rowOf(depth: number): number {
  return depth / 4 + 1;
}

/** From a column of weights in shared memory to the next, in vectors of a thread's rows: likewise. */
export function pitchOf({ side }: FlashTile): number {
  return side + 1;
}

/** Bytes of a tile's weights. */
function weightsOf(tile: FlashTile): number {
  return 4 * tile.rows * othersOf(tile) * pitchOf(tile);
}

/** So many groups keep a large GPU busy. */
const BUSY = 128;

/** The largest tile of the way forth that fits and leaves enough groups; undefined where rows are no whole vectors, or none fits. */
export function forwardTile(sizes: Sizes, shared: number): FlashTile | undefined {
  const { batch, heads, queries } = sizes;
  return chosen(sizes, batch * heads, queries, forwardTiles(sizes, shared));
}

/** Those for which a group has `shared` bytes of shared memory. */
export function forwardTiles({ depth, valueDepth }: Sizes, shared: number): FlashTile[] {
  const inner = Math.max(rowOf(depth), rowOf(valueDepth));
  return fitting(shared, (tile) => {
    const maxima = 4 * tile.rows * tile.side * pitchOf(tile);
    return 16 * (ownOf(tile) * rowOf(depth) + othersOf(tile) * inner) + weightsOf(tile) + maxima;
  });
}

/** The same of both ways back. */
export function backwardTile(sizes: Sizes, shared: number): FlashTile | undefined {
  const { batch, kvHeads, keys } = sizes;
  return chosen(sizes, batch * kvHeads, keys, backwardTiles(sizes, shared));
}

/** Those for which a group has room. */
export function backwardTiles({ depth, valueDepth }: Sizes, shared: number): FlashTile[] {
  const both = rowOf(depth) + rowOf(valueDepth);
  return fitting(
    shared,
    (tile) => 16 * (ownOf(tile) + othersOf(tile)) * both + 2 * weightsOf(tile) + 8 * ownOf(tile),
  );
}

function fitting(shared: number, bytesOf: (tile: FlashTile) => number): FlashTile[] {
  return TILES.filter((tile) => bytesOf(tile) <= shared);
}

function chosen(
  { depth, valueDepth }: Sizes,
  heads: number,
  length: number,
  possible: readonly FlashTile[],
): FlashTile | undefined {
  if (depth % 4 !== 0 || valueDepth % 4 !== 0) return undefined;
  const busy = possible.find((tile) => heads * Math.ceil(length / ownOf(tile)) >= BUSY);
  return busy ?? possible.at(-1);
}

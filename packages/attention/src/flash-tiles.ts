import type { Sizes } from './sizes';

/** Threads of a group, eight by eight: eight along the rows of a tile, eight along its columns. */
export const SIDE = 8;

/** How attention is cut: a group has `8 · rows` queries (or keys), and goes over the others `8 · columns` at a time. */
export interface FlashTile {
  readonly rows: 2 | 4 | 8;
  readonly columns: 1 | 2 | 4;
}

/** From the largest on: of a thread's 8 × 4 products each vector that it reads serves for more of them than of 8 × 2. */
export const TILES: readonly FlashTile[] = [
  { rows: 8, columns: 4 },
  { rows: 8, columns: 2 },
  { rows: 4, columns: 2 },
  { rows: 2, columns: 1 },
];

/** A row of a tile in shared memory, in vectors of four: one more than it needs, so that neighbours lie in other banks. */
export function rowOf(depth: number): number {
  return depth / 4 + 1;
}

/** A row of scores in shared memory, in numbers: likewise. */
export function pitchOf(others: number): number {
  return others + 1;
}

/** So many groups keep a large GPU busy. */
const BUSY = 128;

/** The largest tile of the way forth that fits and leaves enough groups; undefined where rows are no whole vectors, or none fits. */
export function forwardTile(sizes: Sizes, shared: number): FlashTile | undefined {
  const { depth, valueDepth, batch, heads, queries } = sizes;
  const inner = Math.max(rowOf(depth), rowOf(valueDepth));
  return chosen(sizes, batch * heads, queries, ({ rows, columns }) => {
    const [own, others] = [SIDE * rows, SIDE * columns];
    return 16 * (own * rowOf(depth) + others * inner) + 4 * (own * pitchOf(others) + own) <= shared;
  });
}

/** The same of both ways back. */
export function backwardTile(sizes: Sizes, shared: number): FlashTile | undefined {
  const { depth, valueDepth, batch, kvHeads, keys } = sizes;
  const both = rowOf(depth) + rowOf(valueDepth);
  return chosen(sizes, batch * kvHeads, keys, ({ rows, columns }) => {
    const [own, others] = [SIDE * rows, SIDE * columns];
    return rows < 8 && 16 * (own + others) * both + 4 * (2 * own * others + 2 * own) <= shared;
  });
}

function chosen(
  { depth, valueDepth }: Sizes,
  heads: number,
  length: number,
  fits: (tile: FlashTile) => boolean,
): FlashTile | undefined {
  if (depth % 4 !== 0 || valueDepth % 4 !== 0) return undefined;
  const possible = TILES.filter(fits);
  const busy = possible.find(({ rows }) => heads * Math.ceil(length / (SIDE * rows)) >= BUSY);
  return busy ?? possible.at(-1);
}

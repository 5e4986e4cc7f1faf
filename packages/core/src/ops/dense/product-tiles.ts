/** How a product is cut: each group makes a tile of y, each of its threads `down` × `across` numbers of it. */
export interface Tile {
  readonly rows: 32 | 64 | 128;
  readonly columns: 32 | 64 | 128;
  readonly down: 4 | 8;
  readonly across: 4 | 8;
}

const LARGE: Tile = { rows: 128, columns: 128, down: 8, across: 8 };
const MIDDLE: Tile = { rows: 64, columns: 64, down: 4, across: 4 };
const SMALL: Tile = { rows: 32, columns: 32, down: 4, across: 4 };
/** For y of few columns and many rows, as convolutions have it. */
const NARROW: Tile = { rows: 128, columns: 32, down: 8, across: 4 };

/** All that are compared by `tune` of the benches. */
export const TILES: readonly Tile[] = [
  LARGE,
  { rows: 64, columns: 64, down: 8, across: 8 },
  MIDDLE,
  SMALL,
  { rows: 128, columns: 64, down: 8, across: 8 },
  { rows: 128, columns: 64, down: 8, across: 4 },
  NARROW,
];

/** So many groups keep a large GPU busy. */
const BUSY = 128;

/** Steps of the sum that are loaded at a time. */
export const DEPTH = 16;

/** The threads of its group. */
export function threadsOf({ rows, columns, down, across }: Tile): number {
  return (rows / down) * (columns / across);
}

/** How many tiles cover y. */
export function tilesOf({ rows, columns }: Tile, m: number, n: number, batch: number): number {
  return batch * Math.ceil(m / rows) * Math.ceil(n / columns);
}

/** A product's sizes: y is [batch, m, n], its sums are of k products. */
export interface ProductSizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
}

/** The largest tile of which there are enough: it loads each number the fewest times. */
export function tileFor({ m, n, k, batch }: ProductSizes, shared: number): Tile {
  const bytes = ({ rows, columns }: Tile) => 4 * DEPTH * (rows + columns);
  const enough = (tile: Tile, groups: number) =>
    bytes(tile) <= shared && tilesOf(tile, m, n, batch) >= groups;
  if (n <= SMALL.columns) return enough(NARROW, BUSY) ? NARROW : SMALL;
  // By `tune` of the benches on an H200: 33 TFLOP/s at 2048², where the others have 26; 24 at 1024² by the middle one.
  if (n > MIDDLE.columns && enough(LARGE, 2 * BUSY)) return LARGE;
  // The gradient of a filter, 288 × 64 by sums of 86,528, takes half the time by middle tiles whose sums are cut.
  return enough(MIDDLE, BUSY / mostParts(k)) ? MIDDLE : SMALL;
}

/** Sums longer than this are cut where there are few tiles. */
const LONG = 2048;

/** In how many parts a sum of k products can be made. */
function mostParts(k: number): number {
  return k < LONG ? 1 : Math.floor(k / 512);
}

/** In how many parts the sums of k products are made, each by groups of its own. */
export function partsFor(tiles: number, k: number): number {
  return tiles >= BUSY ? 1 : Math.min(Math.ceil((2 * BUSY) / tiles), mostParts(k));
}

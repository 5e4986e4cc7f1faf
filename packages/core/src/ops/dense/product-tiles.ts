/** How a product is cut: each group makes a tile of y, each of its threads `per` × `per` numbers of it. */
export interface Tile {
  /** Rows and columns. */
  readonly size: 32 | 64 | 128;
  readonly threads: 64 | 256;
  readonly per: 4 | 8;
}

const LARGE: Tile = { size: 128, threads: 256, per: 8 };
const MIDDLE: Tile = { size: 64, threads: 256, per: 4 };
const SMALL: Tile = { size: 32, threads: 64, per: 4 };

/** So many groups keep a large GPU busy. */
const BUSY = 128;

/** Steps of the sum that are loaded at a time. */
export const DEPTH = 16;

/** How many tiles cover y. */
export function tilesOf({ size }: Tile, m: number, n: number, batch: number): number {
  return batch * Math.ceil(m / size) * Math.ceil(n / size);
}

/** The largest tile of which there are enough: it loads each number the fewest times. */
export function tileFor(m: number, n: number, batch: number, shared: number): Tile {
  const bytes = ({ size }: Tile) => 2 * 4 * DEPTH * size;
  // By `tune` of the benches on an H200: 33 TFLOP/s at 2048², where the others have 26; 24 at 1024² by the middle one.
  if (bytes(LARGE) <= shared && tilesOf(LARGE, m, n, batch) >= 2 * BUSY) return LARGE;
  return tilesOf(MIDDLE, m, n, batch) >= BUSY ? MIDDLE : SMALL;
}

/** Sums longer than this are cut where there are few tiles. */
const LONG = 2048;

/** In how many parts the sums of k products are made, each by groups of its own. */
export function partsFor(tiles: number, k: number): number {
  if (k < LONG || tiles >= BUSY) return 1;
  return Math.min(Math.ceil((2 * BUSY) / tiles), Math.floor(k / 512));
}

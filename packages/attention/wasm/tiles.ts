import { PANEL, floats } from '@dl/core/wasm/gemm-layout';
import { panel } from '@dl/core/wasm/gemm-panel';

/*
 * Tiles of scores stay in L1 or L2 between the products that make and use them. A row of a tile is an odd number of cache
 * lines, so that a column of it does not fall into a few sets of L1.
 */

/** Queries of a tile. */
export const QUERIES: i32 = 64;
/** Keys of a tile. */
export const KEYS: i32 = 128;

/** Bytes between the rows of a tile of `columns` columns. */
// @ts-ignore: decorator
@inline
export function tileStep(columns: i32): usize {
  return floats(columns) + 64;
}

/** Bytes that the edge of a product needs. */
export const EDGE_BYTES: usize = 4 * PANEL * 4;

/** Columns or rows in whole panels. */
// @ts-ignore: decorator
@inline
export function whole(count: i32): i32 {
  return (count + PANEL - 1) & ~(PANEL - 1);
}

/** C[m, n] (+)= A[m, k] B, k at least 1, B in panels of 16 columns that lie `stepPanel` bytes apart. */
export function product(
  m: i32, n: i32, k: i32,
  a: usize, rowA: usize, stepA: usize,
  b: usize, stepPanel: usize,
  c: usize, rowC: usize, accumulate: bool, edge: usize,
): void {
  for (let j = 0; j < n; j += PANEL) {
    const last = min(PANEL, n - j);
    const width = last > 8 ? 16 : last > 4 ? 8 : 4;
    panel(width, m, k, a, rowA, stepA, b, PANEL * 4, c + floats(j), rowC, 0, last, accumulate, edge);
    b += stepPanel;
  }
}

import { longDots } from './gemm-dot';
import { BLOCK_B, SUMS, floats } from './gemm-layout';
import { panel } from './gemm-panel';
import { addLongRows } from './gemm-row';

/** C[m, n] with B in place, n ≥ 4. The last panel is moved left until it is whole; what overlaps is not stored. */
export function direct(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
  edge: usize,
): void {
  let j = 0;
  while (j < n) {
    const rest = n - j;
    // 5 to 7 columns: one overlapping tile of 8, or two of 4 where there are no 8 columns.
    const width = rest >= 16 ? 16 : rest > 4 && n >= 8 ? 8 : 4;
    const first = max(0, width - rest);
    const at = floats(j - first);
    panel(width, m, k, a, rowA, stepA, b + at, stepB, c + at, rowC, first, width, accumulate, edge);
    j += width - first;
  }
}

/** Rows of C that `narrow` makes at a time, and the longest k whose columns of B it can gather. */
const NARROW_ROWS: i32 = 8192;
const NARROW_DEPTH: i32 = 4096;

/**
 * C[m, n] for n < 4, made as Cᵀ = op(B)ᵀ op(A)ᵀ, whose rows are long. False, and nothing done, if k is too long.
 */
export function narrow(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  transB: bool,
  c: usize,
  rowC: usize,
  accumulate: bool,
  scratch: usize,
): bool {
  const alongK = stepA == 4;
  if (alongK && !transB) {
    if (k > NARROW_DEPTH) return false;
    for (let j = 0; j < n; j++) {
      for (let p = 0; p < k; p++) {
        store<f32>(scratch + floats(j * k + p), load<f32>(b + <usize>p * rowB + floats(j)));
      }
    }
    b = scratch;
    rowB = floats(k);
    transB = true;
  }
  const flipped = scratch + BLOCK_B;
  for (let i = 0; i < m; i += NARROW_ROWS) {
    const rows = min(NARROW_ROWS, m - i);
    if (alongK) {
      longDots(n, rows, k, b, rowB, a, rowA, flipped, floats(rows), false);
    } else {
      const columnB: usize = transB ? rowB : 4;
      const stepB: usize = transB ? 4 : rowB;
      addLongRows(n, rows, k, b, columnB, stepB, a, stepA, flipped, floats(rows), false, scratch + SUMS);
    }
    for (let j = 0; j < n; j++) {
      let to = c + floats(j);
      for (let r = 0; r < rows; r++) {
        const value = load<f32>(flipped + floats(j * rows + r));
        store<f32>(to, accumulate ? load<f32>(to) + value : value);
        to += rowC;
      }
    }
    a += <usize>rows * rowA;
    c += <usize>rows * rowC;
  }
  return true;
}

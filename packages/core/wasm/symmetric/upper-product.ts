import { BLOCK_B, COPY_STEP, EDGE, MC, NC, PANEL, align64, floats } from '../gemm-layout';
import { evenDepth } from '../gemm-block';
import { copyRows, packPanels } from '../gemm-pack';
import { panel } from '../gemm-panel';

/**
 * Rows [first, first + rows) of C[n, n] = op(A)[n, k] op(B)[k, n], on and right of the diagonal alone: half the work where C
 * is known to be symmetric. Left of it some numbers are written too. As `gemm`, the columns of C side by side.
 */
export function upperProduct(
  first: i32,
  rows: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  transA: bool,
  b: usize,
  ldb: i32,
  transB: bool,
  c: usize,
  scratch: usize,
): void {
  scratch = align64(scratch);
  const rowA: usize = transA ? 4 : floats(lda);
  const stepA: usize = transA ? floats(lda) : 4;
  const rowB = floats(ldb);
  const packed = scratch + BLOCK_B;
  const kc = evenDepth(k);
  for (let p = 0; p < k; p += kc) {
    const depth = min(kc, k - p);
    const stepPanel = floats(depth * PANEL);
    for (let j = first & ~(PANEL - 1); j < n; j += NC) {
      const columns = min(NC, n - j);
      packPanels(columns, depth, b + (transB ? <usize>j * rowB : floats(j)), rowB, transB, packed, stepPanel);
      for (let i = first; i < min(first + rows, j + columns); i += MC) {
        const height = min(MC, first + rows - i);
        upperRows(height, i, j, n, columns, depth, a + <usize>i * rowA, rowA, stepA, packed, c, p > 0, scratch);
      }
    }
    a += <usize>kc * stepA;
    b += transB ? floats(kc) : <usize>kc * rowB;
  }
}

/** Rows from i on, columns from j on, of one block of depth k. */
function upperRows(
  rows: i32,
  i: i32,
  j: i32,
  n: i32,
  columns: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  packed: usize,
  c: usize,
  accumulate: bool,
  scratch: usize,
): void {
  if (stepA != 4) {
    copyRows(k, floats(rows), a, stepA, scratch, COPY_STEP);
    a = scratch;
    stepA = COPY_STEP;
  }
  for (let at = max(0, i - j) & ~(PANEL - 1); at < columns; at += PANEL) {
    const last = min(PANEL, columns - at);
    const width = last > 8 ? 16 : last > 4 ? 8 : 4;
    // What ends above the last column's diagonal.
    const height = min(rows, j + at + last - i);
    const b = packed + floats(at * k);
    const to = c + floats(i * n + j + at);
    panel(width, height, k, a, rowA, stepA, b, PANEL * 4, to, floats(n), 0, last, accumulate, scratch + EDGE);
  }
}

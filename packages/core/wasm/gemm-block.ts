import { BLOCK_B, COPY_STEP, EDGE, KC, MC, NC, PANEL, floats } from './gemm-layout';
import { copyRows, packPanels } from './gemm-pack';
import { panel } from './gemm-panel';
import { direct } from './gemm-small';

/** Rows further apart than this meet in one set of L1 and in ever new pages: 30 GFLOP/s in place, 55 copied. */
const FAR: usize = 4096;

/** The depth of a block of k, at most KC, so that all blocks are about equal. */
export function evenDepth(k: i32): i32 {
  const blocks = (k + KC - 1) / KC;
  return (k + blocks - 1) / blocks;
}

/** C[m, n] over one block of k, B in panels `stepPanel` bytes apart. A transposed A is copied where it lies badly. */
function multiplyPanels(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  packed: usize,
  stepPanel: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const copy = stepA != 4 && m > 4 && (n > 2 * PANEL || stepA >= FAR);
  const stepRow: usize = copy ? <usize>COPY_STEP : stepA;
  for (let i = 0; i < m; i += MC) {
    const rows = min(MC, m - i);
    if (copy) copyRows(k, floats(rows), a, stepA, scratch, COPY_STEP);
    const from = copy ? scratch : a;
    let b = packed;
    for (let j = 0; j < n; j += PANEL) {
      const last = min(PANEL, n - j);
      const width = last > 8 ? 16 : last > 4 ? 8 : 4;
      const to = c + floats(j);
      panel(width, rows, k, from, rowA, stepRow, b, PANEL * 4, to, rowC, 0, last, accumulate, scratch + EDGE);
      b += stepPanel;
    }
    a += <usize>MC * rowA;
    c += <usize>MC * rowC;
  }
}

/** C[m, n] over all of k with the whole of B in panels. */
export function multiplyPacked(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  packed: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const kc = evenDepth(k);
  for (let p = 0; p < k; p += kc) {
    const depth = min(kc, k - p);
    multiplyPanels(m, n, depth, a, rowA, stepA, packed, floats(k * PANEL), c, rowC, accumulate || p > 0, scratch);
    a += <usize>kc * stepA;
    packed += floats(kc * PANEL);
  }
}

/** C[m, n] over all of k, block by block, B in place or packed. */
export function multiplyBlocks(
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
): void {
  const kc = evenDepth(k);
  // Packing B pays when many rows use it again, or when its rows lie far apart.
  const inPlace = !transB && n >= 4 && rowB < FAR && stepA < FAR && (m <= MC || <usize>k * rowB <= 65536);
  const packed = scratch + BLOCK_B;
  for (let p = 0; p < k; p += kc) {
    const depth = min(kc, k - p);
    const add = accumulate || p > 0;
    if (inPlace) {
      direct(m, n, depth, a, rowA, stepA, b, rowB, c, rowC, add, scratch + EDGE);
    } else {
      for (let j = 0; j < n; j += NC) {
        const columns = min(NC, n - j);
        const stepPanel = floats(depth * PANEL);
        packPanels(columns, depth, b + (transB ? <usize>j * rowB : floats(j)), rowB, transB, packed, stepPanel);
        multiplyPanels(m, columns, depth, a, rowA, stepA, packed, stepPanel, c + floats(j), rowC, add, scratch);
      }
    }
    a += <usize>kc * stepA;
    b += transB ? floats(kc) : <usize>kc * rowB;
  }
}

import { copyRows, packPanels } from './gemm-pack';
import { EDGE_BYTES, PANEL, panel } from './gemm-panel';
import { direct } from './gemm-small';

// A panel of B (16 × 256 floats, 16 KB) stays in L1 while it meets every row of a block of A (64 × 256, 64 KB), which
// stays in L2 while it meets every panel of a block of B. Measured at 512³ and 1024³, KC of 192 to 512, MC of 32 to
// 128 and NC of 256 to 1024 differ by less than 2%, so the smaller sizes win: they ask less of other caches.
const KC: i32 = 256;
const MC: i32 = 64;
const NC: i32 = 512;

/** Bytes between rows of a copied block of a transposed A: an odd number of cache lines, so all sets are used. */
const COPY_STEP: usize = MC * 4 + 64;

const BLOCK_A_BYTES: i32 = KC * (MC * 4 + 64);
const BLOCK_B_BYTES: i32 = KC * NC * 4;

/** Where in the scratch space the parts lie: block of A, edge tile, block of B. */
export const EDGE_OFFSET: usize = BLOCK_A_BYTES;
export const BLOCK_B_OFFSET: usize = BLOCK_A_BYTES + EDGE_BYTES;
export const SCRATCH_BYTES: i32 = BLOCK_A_BYTES + EDGE_BYTES + BLOCK_B_BYTES + 64;

/** Rows further apart than this meet in one set of L1 and in ever new pages: 30 GFLOP/s in place, 55 copied. */
const FAR: usize = 4096;

// @ts-ignore: decorator
@inline
export function align64(address: usize): usize {
  return (address + 63) & ~63;
}

/** Bytes of so many floats. */
// @ts-ignore: decorator
@inline
export function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** The depth of a block of k, at most KC, so that all blocks are about equal. */
function evenDepth(k: i32): i32 {
  const blocks = (k + KC - 1) / KC;
  return (k + blocks - 1) / blocks;
}

/** C[m, n] over one block of k, B in panels `stepPanel` bytes apart. */
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
  const stepRow = copy ? COPY_STEP : stepA;
  for (let i = 0; i < m; i += MC) {
    const rows = min(MC, m - i);
    if (copy) copyRows(k, floats(rows), a, stepA, scratch, COPY_STEP);
    const from = copy ? scratch : a;
    let b = packed;
    for (let j = 0; j < n; j += PANEL) {
      const last = min(PANEL, n - j);
      const width = last > 8 ? 16 : last > 4 ? 8 : 4;
      panel(width, rows, k, from, rowA, stepRow, b, PANEL * 4, c + floats(j), rowC, 0, last, accumulate, scratch + EDGE_OFFSET);
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
  const packed = scratch + BLOCK_B_OFFSET;
  for (let p = 0; p < k; p += kc) {
    const depth = min(kc, k - p);
    const add = accumulate || p > 0;
    if (inPlace) {
      direct(m, n, depth, a, rowA, stepA, b, rowB, c, rowC, add, scratch + EDGE_OFFSET);
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

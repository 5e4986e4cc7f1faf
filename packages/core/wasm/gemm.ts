import { dots } from './gemm-dot';
import { copyBlock, packPanels } from './gemm-pack';
import { EDGE_BYTES, PANEL, panel } from './gemm-panel';
import { addRow, direct } from './gemm-small';

const KC: i32 = 256;
const MC: i32 = 64;
const NC: i32 = 512;
const BLOCK_A_BYTES: i32 = KC * (MC + 16) * 4;
const BLOCK_B_BYTES: i32 = KC * NC * 4;

/** Bytes that the `scratch` argument of every product must hold. */
export const GEMM_SCRATCH_BYTES: i32 = BLOCK_A_BYTES + BLOCK_B_BYTES + EDGE_BYTES + 64;

/** `GEMM_SCRATCH_BYTES`, for JavaScript. */
export function gemmScratchBytes(): i32 {
  return GEMM_SCRATCH_BYTES;
}

// @ts-ignore: decorator
@inline
function align(address: usize): usize {
  return (address + 63) & ~63;
}

// @ts-ignore: decorator
@inline
function bytes(elements: i32): usize {
  return (<usize>elements) << 2;
}

function clear(m: i32, n: i32, c: usize, rowC: usize): void {
  for (let i = 0; i < m; i++) memory.fill(c + <usize>i * rowC, 0, bytes(n));
}

/** C[m, n] += A B for one block of k, B in packed panels. */
function multiplyPacked(
  m: i32, n: i32, k: i32, a: usize, rowA: usize, stepA: usize, packed: usize, stepPanel: usize, c: usize, rowC: usize, accumulate: bool, scratch: usize,
): void {
  const edge = scratch + BLOCK_A_BYTES;
  for (let i = 0; i < m; i += MC) {
    const rows = min(MC, m - i);
    let from = a + <usize>i * rowA;
    let row = rowA;
    let step = stepA;
    if (n > 2 * PANEL && rows > 4) {
      if (stepA == 4) {
        row = bytes(k) + 64;
        copyBlock(rows, bytes(k), from, rowA, scratch, row);
      } else {
        step = bytes(MC) + 64;
        copyBlock(k, bytes(rows), from, stepA, scratch, step);
      }
      from = scratch;
    }
    let b = packed;
    for (let j = 0; j < n; j += PANEL) {
      const last = min(PANEL, n - j);
      const width = last > 8 ? 16 : last > 4 ? 8 : 4;
      panel(width, rows, k, from, row, step, b, PANEL * 4, c + <usize>i * rowC + bytes(j), rowC, 0, last, accumulate, edge);
      b += stepPanel;
    }
  }
}

function blocked(
  m: i32, n: i32, k: i32, a: usize, rowA: usize, stepA: usize, b: usize, rowB: usize, transB: bool, c: usize, rowC: usize, accumulate: bool, scratch: usize,
): void {
  const packed = scratch + BLOCK_A_BYTES + EDGE_BYTES;
  const depth = (k + KC - 1) / KC;
  const kc = (k + depth - 1) / depth;
  for (let j = 0; j < n; j += NC) {
    const nc = min(NC, n - j);
    for (let p = 0; p < k; p += kc) {
      const kb = min(kc, k - p);
      const stepPanel = bytes(kb * PANEL);
      const at = transB ? <usize>j * rowB + bytes(p) : <usize>p * rowB + bytes(j);
      packPanels(nc, kb, b + at, rowB, transB, packed, stepPanel);
      multiplyPacked(m, nc, kb, a + <usize>p * stepA, rowA, stepA, packed, stepPanel, c + bytes(j), rowC, accumulate || p > 0, scratch);
    }
  }
}

export function gemm(
  m: i32, n: i32, k: i32, a: usize, lda: i32, transA: bool, b: usize, ldb: i32, transB: bool, c: usize, ldc: i32, accumulate: bool, scratch: usize,
): void {
  if (m <= 0 || n <= 0) return;
  const rowA: usize = transA ? 4 : bytes(lda);
  const stepA: usize = transA ? bytes(lda) : 4;
  const rowB = bytes(ldb);
  const rowC = bytes(ldc);
  scratch = align(scratch);
  if (k <= 0) {
    if (!accumulate) clear(m, n, c, rowC);
  } else if (transB && !transA && m <= 4) {
    dots(m, n, k, a, rowA, b, rowB, c, rowC, accumulate);
  } else if (!transB && (m == 1 || n < 4) && m <= 4) {
    if (!accumulate) clear(m, n, c, rowC);
    for (let i = 0; i < m; i++) addRow(n, k, a + <usize>i * rowA, stepA, b, rowB, c + <usize>i * rowC);
  } else if (!transB && n >= 4 && (m <= 8 || <usize>k * rowB <= 32768)) {
    direct(m, n, k, a, rowA, stepA, b, rowB, c, rowC, accumulate, scratch);
  } else {
    blocked(m, n, k, a, rowA, stepA, b, rowB, transB, c, rowC, accumulate, scratch);
  }
}

/** `gemm` over `batch` matrices; strides in elements, 0 to share one operand. */
export function gemmBatched(
  batch: i32, strideA: i32, strideB: i32, strideC: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, transA: bool, b: usize, ldb: i32, transB: bool, c: usize, ldc: i32, accumulate: bool, scratch: usize,
): void {
  for (let i = 0; i < batch; i++) {
    gemm(m, n, k, a, lda, transA, b, ldb, transB, c, ldc, accumulate, scratch);
    a += bytes(strideA);
    b += bytes(strideB);
    c += bytes(strideC);
  }
}

/** Bytes that `packRight` writes. */
export function packedRightBytes(n: i32, k: i32): i32 {
  return ((n + PANEL - 1) / PANEL) * PANEL * k * 4 + 64;
}

export function packRight(n: i32, k: i32, b: usize, ldb: i32, transB: bool, out: usize): void {
  packPanels(n, k, b, bytes(ldb), transB, align(out), bytes(k * PANEL));
}

export function gemmPackedRight(
  m: i32, n: i32, k: i32, a: usize, lda: i32, transA: bool, packed: usize, c: usize, ldc: i32, accumulate: bool, scratch: usize,
): void {
  const rowA: usize = transA ? 4 : bytes(lda);
  const stepA: usize = transA ? bytes(lda) : 4;
  const rowC = bytes(ldc);
  if (k <= 0 && !accumulate) clear(m, n, c, rowC);
  const depth = (k + KC - 1) / KC;
  const kc = k > 0 ? (k + depth - 1) / depth : 1;
  packed = align(packed);
  scratch = align(scratch);
  for (let p = 0; p < k; p += kc) {
    multiplyPacked(m, n, min(kc, k - p), a + <usize>p * stepA, rowA, stepA, packed + bytes(p * PANEL), bytes(k * PANEL), c, rowC, accumulate || p > 0, scratch);
  }
}

/*
 * The product of matrices: C = op(A) op(B), row-major float32, one thread. gemm-micro holds the register tiles,
 * gemm-panel runs them down a panel of columns, gemm-pack and gemm-block feed them blocks that fit the caches, and
 * gemm-small and gemm-dot do without packing where that costs more than it saves.
 */
import { multiplyBlocks, multiplyPacked } from './gemm-block';
import { DOT_DEPTH, dots, longDots } from './gemm-dot';
import { PANEL, SCRATCH_BYTES, SUMS, align64, floats } from './gemm-layout';
import { packPanels } from './gemm-pack';
import { DEPTH, addLongRows, addRows, clear } from './gemm-row';
import { narrow } from './gemm-small';

/** Bytes that the `scratch` argument of every product must hold. */
export const GEMM_SCRATCH_BYTES: i32 = SCRATCH_BYTES;

/** `GEMM_SCRATCH_BYTES`, for JavaScript. */
export function gemmScratchBytes(): i32 {
  return GEMM_SCRATCH_BYTES;
}

/**
 * C[m, n] = op(A)[m, k] op(B)[k, n], plus C if `accumulate`. With `transA`, A is stored [k, m]; with `transB`, B is
 * stored [n, k]. `lda`, `ldb`, `ldc` are the distances between stored rows, in elements. With k = 0: zeros, or C.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  transA: bool,
  b: usize,
  ldb: i32,
  transB: bool,
  c: usize,
  ldc: i32,
  accumulate: bool,
  scratch: usize,
): void {
  if (m <= 0 || n <= 0) return;
  const rowC = floats(ldc);
  if (k <= 0) {
    if (!accumulate) clear(m, n, c, rowC);
    return;
  }
  // A single dense column is a row as well, and rows can be read four floats at a time.
  if (n == 1 && ldb == 1 && !transB) {
    transB = true;
    ldb = k;
  }
  if (m == 1 && lda == 1 && transA) {
    transA = false;
    lda = k;
  }
  const rowA: usize = transA ? 4 : floats(lda);
  const stepA: usize = transA ? floats(lda) : 4;
  const rowB = floats(ldb);
  scratch = align64(scratch);

  if (n < 4 && m >= 4 && narrow(m, n, k, a, rowA, stepA, b, rowB, transB, c, rowC, accumulate, scratch)) return;
  // Dot products add up four lanes at the end of each sum: that has to pay for itself over k.
  if (transB && !transA && (m <= 4 || (m <= 16 && k >= 32))) {
    if (k > DOT_DEPTH) longDots(m, n, k, a, rowA, b, rowB, c, rowC, accumulate);
    else dots(m, n, k, a, rowA, b, rowB, c, rowC, accumulate);
  } else if (!transB && (m == 1 || (m < 4 && n < 4) || (rowB >= 4096 && (m < 4 || (m <= 8 && k <= DEPTH))))) {
    if (k > DEPTH) addLongRows(m, n, k, a, rowA, stepA, b, rowB, c, rowC, accumulate, scratch + SUMS);
    else addRows(m, n, k, a, rowA, stepA, b, rowB, c, rowC, accumulate);
  } else {
    multiplyBlocks(m, n, k, a, rowA, stepA, b, rowB, transB, c, rowC, accumulate, scratch);
  }
}

/** `gemm` for each of `batch` matrices; strides in elements, 0 to share one matrix. */
export function gemmBatched(
  batch: i32,
  strideA: i32,
  strideB: i32,
  strideC: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  transA: bool,
  b: usize,
  ldb: i32,
  transB: bool,
  c: usize,
  ldc: i32,
  accumulate: bool,
  scratch: usize,
): void {
  for (let i = 0; i < batch; i++) {
    gemm(m, n, k, a, lda, transA, b, ldb, transB, c, ldc, accumulate, scratch);
    a += floats(strideA);
    b += floats(strideB);
    c += floats(strideC);
  }
}

/** Bytes that `packRight` writes for a B of k × n. */
export function packedRightBytes(n: i32, k: i32): i32 {
  return ((n + PANEL - 1) / PANEL) * PANEL * k * 4 + 64;
}

/** Packs op(B)[k, n] for `gemmPackedRight`: worth it as soon as B is used twice. */
export function packRight(n: i32, k: i32, b: usize, ldb: i32, transB: bool, out: usize): void {
  packPanels(n, k, b, floats(ldb), transB, align64(out), floats(k * PANEL));
}

/** C[m, n] = op(A)[m, k] B, plus C if `accumulate`, with the B that `packRight` packed for the same n and k. */
export function gemmPackedRight(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  transA: bool,
  packed: usize,
  c: usize,
  ldc: i32,
  accumulate: bool,
  scratch: usize,
): void {
  const rowC = floats(ldc);
  if (k <= 0) {
    if (!accumulate) clear(m, n, c, rowC);
    return;
  }
  const rowA: usize = transA ? 4 : floats(lda);
  const stepA: usize = transA ? floats(lda) : 4;
  multiplyPacked(m, n, k, a, rowA, stepA, align64(packed), c, rowC, accumulate, align64(scratch));
}

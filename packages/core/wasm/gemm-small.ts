import { BLOCK_B_OFFSET, EDGE_OFFSET, floats } from './gemm-block';
import { dots } from './gemm-dot';
import { madd } from './gemm-micro';
import { panel } from './gemm-panel';

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
    const at = (<usize>(j - first)) << 2;
    panel(width, m, k, a, rowA, stepA, b + at, stepB, c + at, rowC, first, width, accumulate, edge);
    j += width - first;
  }
}

/** C[1, n] += a B, B in place, four rows of it at a time: it is read in order, which the prefetcher likes. */
function addRow(n: i32, k: i32, a: usize, stepA: usize, b: usize, stepB: usize, c: usize): void {
  const bytes = (<usize>n) << 2;
  const whole = bytes & ~15;
  for (; k >= 4; k -= 4) {
    const a1 = a + stepA;
    const a2 = a1 + stepA;
    const a3 = a2 + stepA;
    const s0 = v128.load32_splat(a);
    const s1 = v128.load32_splat(a1);
    const s2 = v128.load32_splat(a2);
    const s3 = v128.load32_splat(a3);
    let b0 = b;
    let b1 = b0 + stepB;
    let b2 = b1 + stepB;
    let b3 = b2 + stepB;
    b = b3 + stepB;
    let to = c;
    for (const end = c + whole; to != end; to += 16) {
      let sum = madd(s0, v128.load(b0), v128.load(to));
      sum = madd(s1, v128.load(b1), sum);
      sum = madd(s2, v128.load(b2), sum);
      sum = madd(s3, v128.load(b3), sum);
      v128.store(to, sum);
      b0 += 16;
      b1 += 16;
      b2 += 16;
      b3 += 16;
    }
    for (const end = c + bytes; to != end; to += 4) {
      let sum = load<f32>(to) + load<f32>(a) * load<f32>(b0);
      sum += load<f32>(a1) * load<f32>(b1);
      sum += load<f32>(a2) * load<f32>(b2);
      sum += load<f32>(a3) * load<f32>(b3);
      store<f32>(to, sum);
      b0 += 4;
      b1 += 4;
      b2 += 4;
      b3 += 4;
    }
    a = a3 + stepA;
  }
  for (; k > 0; k--) {
    const s = v128.load32_splat(a);
    let j: usize = 0;
    for (; j < whole; j += 16) v128.store(c + j, madd(s, v128.load(b + j), v128.load(c + j)));
    for (; j < bytes; j += 4) store<f32>(c + j, load<f32>(c + j) + load<f32>(a) * load<f32>(b + j));
    a += stepA;
    b += stepB;
  }
}

/** C[m, n] = A B row by row, for the few rows that gain nothing from a tile. */
export function addRows(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
): void {
  if (!accumulate) clear(m, n, c, rowC);
  for (let i = 0; i < m; i++) {
    addRow(n, k, a, stepA, b, rowB, c);
    a += rowA;
    c += rowC;
  }
}

/** Zeros in C[m, n]. */
export function clear(m: i32, n: i32, c: usize, rowC: usize): void {
  for (let i = 0; i < m; i++) memory.fill(c + <usize>i * rowC, 0, floats(n));
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
  const flipped = scratch + BLOCK_B_OFFSET;
  for (let i = 0; i < m; i += NARROW_ROWS) {
    const rows = min(NARROW_ROWS, m - i);
    if (alongK) {
      dots(n, rows, k, b, rowB, a, rowA, flipped, floats(rows), false);
    } else {
      const columnB: usize = transB ? rowB : 4;
      const stepB: usize = transB ? 4 : rowB;
      addRows(n, rows, k, b, columnB, stepB, a, stepA, flipped, floats(rows), false);
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

import { ROOM, floats } from './gemm-layout';
import { madd } from './gemm-micro';

/**
 * C[1, n] += a B, n a multiple of 4, B in place, six rows of it at a time. B is read in order, which the prefetcher
 * likes: at 1 × 512 × 1024 a tile that walks down 16 columns does 11 GFLOP/s, this 36. Six rows spare C more
 * loads and stores than four (43 GFLOP/s against 39 at 256 × 256 on Node 20), eight no more.
 */
function addRow(n: i32, k: i32, a: usize, stepA: usize, b: usize, rowB: usize, c: usize): void {
  const last = c + floats(n) - 16;
  for (; k >= 6; k -= 6) {
    const s0 = v128.load32_splat(a);
    const s1 = v128.load32_splat((a += stepA));
    const s2 = v128.load32_splat((a += stepA));
    const s3 = v128.load32_splat((a += stepA));
    const s4 = v128.load32_splat((a += stepA));
    const s5 = v128.load32_splat((a += stepA));
    let b0 = b - 16;
    let b1 = b0 + rowB;
    let b2 = b1 + rowB;
    let b3 = b2 + rowB;
    let b4 = b3 + rowB;
    let b5 = b4 + rowB;
    let to = c - 16;
    do {
      to += 16;
      b0 += 16;
      b1 += 16;
      b2 += 16;
      b3 += 16;
      b4 += 16;
      b5 += 16;
      let sum = madd(s0, v128.load(b0), v128.load(to));
      sum = madd(s1, v128.load(b1), sum);
      sum = madd(s2, v128.load(b2), sum);
      sum = madd(s3, v128.load(b3), sum);
      sum = madd(s4, v128.load(b4), sum);
      v128.store(to, madd(s5, v128.load(b5), sum));
    } while (to != last);
    a += stepA;
    b += rowB * 6;
  }
  for (; k > 0; k--) {
    const s = v128.load32_splat(a);
    let from = b - 16;
    let to = c - 16;
    do {
      to += 16;
      from += 16;
      v128.store(to, madd(s, v128.load(from), v128.load(to)));
    } while (to != last);
    a += stepA;
    b += rowB;
  }
}

/**
 * Two rows of `addRow` at once, four rows of B at a time: each vector of B serves both, so that arithmetic and not loads is the
 * limit.
 */
function addTwoRows(
  n: i32, k: i32, a: usize, rowA: usize, stepA: usize, b: usize, rowB: usize, c: usize, rowC: usize,
): void {
  const last = c + floats(n) - 16;
  let a1 = a + rowA;
  for (; k >= 4; k -= 4) {
    const s0 = v128.load32_splat(a);
    const s1 = v128.load32_splat((a += stepA));
    const s2 = v128.load32_splat((a += stepA));
    const s3 = v128.load32_splat((a += stepA));
    const t0 = v128.load32_splat(a1);
    const t1 = v128.load32_splat((a1 += stepA));
    const t2 = v128.load32_splat((a1 += stepA));
    const t3 = v128.load32_splat((a1 += stepA));
    let b0 = b - 16;
    let b1 = b0 + rowB;
    let b2 = b1 + rowB;
    let b3 = b2 + rowB;
    let to = c - 16;
    let to1 = to + rowC;
    do {
      to += 16;
      to1 += 16;
      b0 += 16;
      b1 += 16;
      b2 += 16;
      b3 += 16;
      let own = v128.load(b0);
      let sum = madd(s0, own, v128.load(to));
      let sum1 = madd(t0, own, v128.load(to1));
      own = v128.load(b1);
      sum = madd(s1, own, sum);
      sum1 = madd(t1, own, sum1);
      own = v128.load(b2);
      sum = madd(s2, own, sum);
      sum1 = madd(t2, own, sum1);
      own = v128.load(b3);
      v128.store(to, madd(s3, own, sum));
      v128.store(to1, madd(t3, own, sum1));
    } while (to != last);
    a += stepA;
    a1 += stepA;
    b += rowB * 4;
  }
  if (k == 0) return;
  addRow(n, k, a, stepA, b, rowB, c);
  addRow(n, k, a1, stepA, b, rowB, c + rowC);
}

/** One element of C, its column of B `rowB` bytes apart. */
function columnDot(k: i32, a: usize, stepA: usize, b: usize, rowB: usize): f32 {
  let sum: f32 = 0;
  for (; k > 0; k--) {
    sum += load<f32>(a) * load<f32>(b);
    a += stepA;
    b += rowB;
  }
  return sum;
}

/** The longest k that is summed in one go: longer sums would lose digits. */
export const DEPTH: i32 = 2048;

/** `addRows` where k may be over `DEPTH`: block by block, in scratch memory of `ROOM` bytes. */
export function addLongRows(
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
  scratch: usize,
): void {
  const width = floats(n);
  if (k <= DEPTH || width > ROOM) {
    addRows(m, n, k, a, rowA, stepA, b, rowB, c, rowC, accumulate);
    return;
  }
  if (!accumulate) clear(m, n, c, rowC);
  for (; k > 0; k -= DEPTH) {
    let from = a;
    let to = c;
    for (let i = 0; i < m; i++) {
      addRows(1, n, min(k, DEPTH), from, rowA, stepA, b, rowB, scratch, width, false);
      for (let at: usize = 0; at < width; at += 4) {
        store<f32>(to + at, load<f32>(to + at) + load<f32>(scratch + at));
      }
      from += rowA;
      to += rowC;
    }
    a += <usize>DEPTH * stepA;
    b += <usize>DEPTH * rowB;
  }
}

/** Columns and rows of B that all rows of A meet before the next ones are read: 48 KB, and as many of C. */
const WIDE: i32 = 1024;
const DEEP: i32 = 12;

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
  const whole = n & ~3;
  if (m == 1) {
    if (whole > 0) addRow(whole, k, a, stepA, b, rowB, c);
  } else {
    for (let j = 0; j < whole; j += WIDE) {
      const columns = min(WIDE, whole - j);
      for (let p = 0; p < k; p += DEEP) {
        const from = b + <usize>p * rowB + floats(j);
        addBlock(m, columns, min(DEEP, k - p), a + <usize>p * stepA, rowA, stepA, from, rowB, c + floats(j), rowC);
      }
    }
  }
  for (let i = 0; i < m; i++) {
    for (let j = whole; j < n; j++) {
      const to = c + floats(j);
      store<f32>(to, load<f32>(to) + columnDot(k, a, stepA, b + floats(j), rowB));
    }
    a += rowA;
    c += rowC;
  }
}

/** All rows of A over a block of B. */
function addBlock(
  m: i32, n: i32, k: i32, a: usize, rowA: usize, stepA: usize, b: usize, rowB: usize, c: usize, rowC: usize,
): void {
  for (; m >= 2; m -= 2) {
    addTwoRows(n, k, a, rowA, stepA, b, rowB, c, rowC);
    a += 2 * rowA;
    c += 2 * rowC;
  }
  if (m > 0) addRow(n, k, a, stepA, b, rowB, c);
}

/** Zeros in C[m, n]. */
export function clear(m: i32, n: i32, c: usize, rowC: usize): void {
  for (let i = 0; i < m; i++) memory.fill(c + <usize>i * rowC, 0, floats(n));
}

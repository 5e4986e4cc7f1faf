import { floats } from './gemm-layout';
import { madd, maddRows } from './gemm-micro';

/** The sums of the lanes of four vectors, one a lane. */
// @ts-ignore: decorator
@inline
function sums(v0: v128, v1: v128, v2: v128, v3: v128): v128 {
  const t0 = f32x4.add(i32x4.shuffle(v0, v1, 0, 4, 1, 5), i32x4.shuffle(v0, v1, 2, 6, 3, 7));
  const t1 = f32x4.add(i32x4.shuffle(v2, v3, 0, 4, 1, 5), i32x4.shuffle(v2, v3, 2, 6, 3, 7));
  return f32x4.add(i64x2.shuffle(t0, t1, 0, 2), i64x2.shuffle(t0, t1, 1, 3));
}

/** The first 1, 2 or 3 floats at an address, zeros behind them. */
function partial(address: usize, bytes: usize): v128 {
  if (bytes == 4) return v128.load32_zero(address);
  const pair = v128.load64_zero(address);
  return bytes == 8 ? pair : v128.load32_lane(address, pair, 2, 8);
}

/** C[rows, 4] as dot products of rows of A with four rows of B; both run along k. */
// @ts-ignore: decorator
@inline
function dotTile(
  rows: i32,
  k: i32,
  a: usize,
  rowA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c13 = c00;
  let a1 = a + rowA;
  let b1 = b + rowB;
  let b2 = b1 + rowB;
  let b3 = b2 + rowB;
  for (const end = a + floats(k & ~3); a != end; ) {
    const s = v128.load(a);
    const v0 = v128.load(b);
    const v1 = v128.load(b1);
    const v2 = v128.load(b2);
    const v3 = v128.load(b3);
    c00 = maddRows(rows, s, v0, c00);
    c01 = maddRows(rows, s, v1, c01);
    c02 = maddRows(rows, s, v2, c02);
    c03 = maddRows(rows, s, v3, c03);
    if (rows > 1) {
      const t = v128.load(a1);
      c10 = madd(t, v0, c10);
      c11 = madd(t, v1, c11);
      c12 = madd(t, v2, c12);
      c13 = madd(t, v3, c13);
      a1 += 16;
    }
    a += 16;
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  const rest = floats(k & 3);
  if (rest) {
    const s = partial(a, rest);
    const v0 = partial(b, rest);
    const v1 = partial(b1, rest);
    const v2 = partial(b2, rest);
    const v3 = partial(b3, rest);
    c00 = maddRows(rows, s, v0, c00);
    c01 = maddRows(rows, s, v1, c01);
    c02 = maddRows(rows, s, v2, c02);
    c03 = maddRows(rows, s, v3, c03);
    if (rows > 1) {
      const t = partial(a1, rest);
      c10 = madd(t, v0, c10);
      c11 = madd(t, v1, c11);
      c12 = madd(t, v2, c12);
      c13 = madd(t, v3, c13);
    }
  }
  c00 = sums(c00, c01, c02, c03);
  v128.store(c, accumulate ? f32x4.add(v128.load(c), c00) : c00);
  if (rows > 1) {
    c += rowC;
    c10 = sums(c10, c11, c12, c13);
    v128.store(c, accumulate ? f32x4.add(v128.load(c), c10) : c10);
  }
}

/** One dot product along k. */
function dot(k: i32, a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  for (const end = a + floats(k & ~3); a != end; ) {
    sum = madd(v128.load(a), v128.load(b), sum);
    a += 16;
    b += 16;
  }
  const rest = floats(k & 3);
  if (rest) sum = madd(partial(a, rest), partial(b, rest), sum);
  return f32x4.extract_lane(sums(sum, sum, sum, sum), 0);
}

/** The longest dot product that is summed in one go: longer ones would lose digits. */
export const DOT_DEPTH: i32 = 16384;

/** `dots` where k may be over `DOT_DEPTH`. */
export function longDots(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
): void {
  for (; k > 0; k -= DOT_DEPTH) {
    dots(m, n, min(k, DOT_DEPTH), a, rowA, b, rowB, c, rowC, accumulate);
    accumulate = true;
    a += DOT_DEPTH * 4;
    b += DOT_DEPTH * 4;
  }
}

/** C = A Bᵀ for a few rows of A, B [n, k] in place: nothing is packed, both sides are read along k. */
export function dots(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
): void {
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    let i = 0;
    let from = a;
    let to = c;
    for (; i + 2 <= m; i += 2) {
      dotTile(2, k, from, rowA, b, rowB, to, rowC, accumulate);
      from += rowA * 2;
      to += rowC * 2;
    }
    if (i < m) dotTile(1, k, from, rowA, b, rowB, to, rowC, accumulate);
    b += rowB * 4;
    c += 16;
  }
  for (; j < n; j++) {
    for (let i = 0; i < m; i++) {
      const to = c + <usize>i * rowC;
      const value = dot(k, a + <usize>i * rowA, b);
      store<f32>(to, accumulate ? load<f32>(to) + value : value);
    }
    b += rowB;
    c += 4;
  }
}

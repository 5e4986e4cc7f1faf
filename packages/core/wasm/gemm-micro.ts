/*
 * The register tiles of the product. Each computes a tile of C over the whole of k, with A and B read where they
 * lie: A by `rowA` (one row down) and `stepA` (one k on), B by `stepB` (one k on; its columns are contiguous), all
 * in bytes. So the same tile serves a transposed A, a packed B and a B in place.
 *
 * Why 2 rows × 16 columns: 8 accumulators hide the latency of the multiply-add, and with 4 vectors of B, 2 splats of
 * A and one product they fill the 15 registers that V8 gives out. Larger tiles, and k unrolled by hand, spill: V8's
 * scheduler hoists every load of a loop body above its arithmetic. In registers and L1 this tile runs at the machine's
 * limit on Node 20 and on Node 24; on Node 20 4 × 8 reaches 80% of it, and 3 × 12, 5 × 8 and 6 × 8 (spilled) half.
 *
 * Each vector of B is loaded just before its two multiply-adds: 4% faster under Node 24 than all loads first, on Node 20 the
 * same. (6 × 8 with fused multiply-adds is 5% faster in L1 and 4% slower in a whole product.)
 *
 * The pointers are advanced before they are used, because V8 knows that the sum of two i32 is zero-extended and of a
 * loop variable it does not: each use then costs a move. With that V8 unrolls the loop itself.
 */

/** a · b + c on four lanes: one rounding where the engine has relaxed SIMD, two elsewhere. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/**
 * `madd` for dot products of `rows` rows. One row has too few accumulators to hide a fused multiply-add (4 cycles on Zen)
 * and does better with the product off the chain (an add, 3 cycles): 1 × 256 × 256 at 45 GFLOP/s instead of 33.
 */
// @ts-ignore: decorator
@inline
export function maddRows(rows: i32, a: v128, b: v128, c: v128): v128 {
  return rows == 1 ? f32x4.add(f32x4.mul(a, b), c) : madd(a, b, c);
}

// @ts-ignore: decorator
@inline
function put(to: usize, offset: usize, value: v128, accumulate: bool): void {
  v128.store(to + offset, accumulate ? f32x4.add(v128.load(to + offset), value) : value);
}

/** C[rows, 16], rows 1 or 2. */
// @ts-ignore: decorator
@inline
export function tile16(
  rows: i32,
  k: usize,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
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
  const last = b + (k - 1) * stepB;
  a -= stepA;
  b -= stepB;
  let a1 = a + rowA;
  do {
    a += stepA;
    b += stepB;
    const s = v128.load32_splat(a);
    a1 += stepA;
    const t = rows > 1 ? v128.load32_splat(a1) : s;
    const b0 = v128.load(b, 0);
    c00 = madd(s, b0, c00);
    if (rows > 1) c10 = madd(t, b0, c10);
    const b1 = v128.load(b, 16);
    c01 = madd(s, b1, c01);
    if (rows > 1) c11 = madd(t, b1, c11);
    const b2 = v128.load(b, 32);
    c02 = madd(s, b2, c02);
    if (rows > 1) c12 = madd(t, b2, c12);
    const b3 = v128.load(b, 48);
    c03 = madd(s, b3, c03);
    if (rows > 1) c13 = madd(t, b3, c13);
  } while (b != last);
  put(c, 0, c00, accumulate);
  put(c, 16, c01, accumulate);
  put(c, 32, c02, accumulate);
  put(c, 48, c03, accumulate);
  if (rows > 1) {
    const c1 = c + rowC;
    put(c1, 0, c10, accumulate);
    put(c1, 16, c11, accumulate);
    put(c1, 32, c12, accumulate);
    put(c1, 48, c13, accumulate);
  }
}

/** C[rows, 8], rows 1 or 4: the end of a row. */
// @ts-ignore: decorator
@inline
export function tile8(
  rows: i32,
  k: usize,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const last = b + (k - 1) * stepB;
  a -= stepA;
  b -= stepB;
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  do {
    a += stepA;
    b += stepB;
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    let s = v128.load32_splat(a);
    c00 = madd(s, b0, c00);
    c01 = madd(s, b1, c01);
    if (rows > 1) {
      a1 += stepA;
      s = v128.load32_splat(a1);
      c10 = madd(s, b0, c10);
      c11 = madd(s, b1, c11);
      a2 += stepA;
      s = v128.load32_splat(a2);
      c20 = madd(s, b0, c20);
      c21 = madd(s, b1, c21);
      a3 += stepA;
      s = v128.load32_splat(a3);
      c30 = madd(s, b0, c30);
      c31 = madd(s, b1, c31);
    }
  } while (b != last);
  put(c, 0, c00, accumulate);
  put(c, 16, c01, accumulate);
  if (rows > 1) {
    c += rowC;
    put(c, 0, c10, accumulate);
    put(c, 16, c11, accumulate);
    c += rowC;
    put(c, 0, c20, accumulate);
    put(c, 16, c21, accumulate);
    c += rowC;
    put(c, 0, c30, accumulate);
    put(c, 16, c31, accumulate);
  }
}

/** C[rows, 4], rows 1 or 4: the end of a row. */
// @ts-ignore: decorator
@inline
export function tile4(
  rows: i32,
  k: usize,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  const last = b + (k - 1) * stepB;
  a -= stepA;
  b -= stepB;
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  do {
    a += stepA;
    b += stepB;
    const b0 = v128.load(b, 0);
    c0 = madd(v128.load32_splat(a), b0, c0);
    if (rows > 1) {
      a1 += stepA;
      c1 = madd(v128.load32_splat(a1), b0, c1);
      a2 += stepA;
      c2 = madd(v128.load32_splat(a2), b0, c2);
      a3 += stepA;
      c3 = madd(v128.load32_splat(a3), b0, c3);
    }
  } while (b != last);
  put(c, 0, c0, accumulate);
  if (rows > 1) {
    c += rowC;
    put(c, 0, c1, accumulate);
    c += rowC;
    put(c, 0, c2, accumulate);
    c += rowC;
    put(c, 0, c3, accumulate);
  }
}

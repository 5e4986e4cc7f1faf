import { load4, store4, sumLanes } from './math';

// Sums are taken in floats over blocks of 1,024 elements and in doubles over the blocks, so that their
// error does not grow with the length.
const BLOCK: i32 = 1024;

const SUM: i32 = 0;
const DOT: i32 = 1;
const SQUARED_ERROR: i32 = 2;
const WEIGHTED: i32 = 4;

// @ts-ignore: decorator
@inline
function term4(op: i32, a: usize, b: usize, shift: v128, count: i32): v128 {
  const x = load4(a, count);
  if (op == SUM) return x;
  const y = load4(b, count);
  if (op == DOT) return f32x4.mul(x, y);
  if (op == SQUARED_ERROR) {
    const difference = f32x4.sub(x, y);
    return f32x4.mul(difference, difference);
  }
  const product = f32x4.mul(x, f32x4.sub(y, shift));
  return v128.and(product, f32x4.ne(x, f32x4.splat(0)));
}

/** Σ of the terms of `op`, a constant. */
// @ts-ignore: decorator
@inline
function reduce(op: i32, a: usize, b: usize, shift: v128, n: i32): f64 {
  let total: f64 = 0;
  while (n >= 16) {
    const count = min(n, BLOCK) & ~15;
    n -= count;
    let sums = f32x4.splat(0);
    for (const end = a + (<usize>count << 2); a < end; a += 64) {
      const first = term4(op, a, b, shift, 4);
      const second = term4(op, a + 16, b + 16, shift, 4);
      const third = term4(op, a + 32, b + 32, shift, 4);
      const fourth = term4(op, a + 48, b + 48, shift, 4);
      sums = f32x4.add(sums, f32x4.add(f32x4.add(first, second), f32x4.add(third, fourth)));
      b += 64;
    }
    total += sumLanes(sums);
  }
  let sums = f32x4.splat(0);
  for (; n > 0; n -= 4) {
    sums = f32x4.add(sums, term4(op, a, b, shift, min(n, 4)));
    a += 16;
    b += 16;
  }
  return total + sumLanes(sums);
}

/** Σ x. */
export function sum(x: usize, n: i32): f64 {
  return reduce(SUM, x, 0, f32x4.splat(0), n);
}

/** Σ x y. */
export function dot(x: usize, y: usize, n: i32): f64 {
  return reduce(DOT, x, y, f32x4.splat(0), n);
}

/** Σ (x − y)². */
export function squaredErrorSum(x: usize, y: usize, n: i32): f64 {
  return reduce(SQUARED_ERROR, x, y, f32x4.splat(0), n);
}

/** Σ w (x − shift) over the w that are not 0: a weight of 0 silences an infinite x. */
export function weightedSum(w: usize, x: usize, shift: f32, n: i32): f64 {
  return reduce(WEIGHTED, w, x, f32x4.splat(shift), n);
}

/** Σ x², in double precision throughout: it overflows for no finite x. */
export function sumOfSquares(x: usize, n: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  for (; n > 0; n -= 4) {
    const four = load4(x, min(n, 4));
    const low = f64x2.promote_low_f32x4(four);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
    x += 16;
  }
  even = f64x2.add(even, odd);
  return f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
}

/**
 * out[j] = Σᵢ x[i, j] (the gradient of a bias), summed block by block, so that the error grows with the root of the
 * number of rows: up to 1,024 rows of what a cache holds.
 */
export function columnSums(x: usize, rows: i32, cols: i32, out: usize): void {
  columnSumsOf(x, rows, cols, cols, out);
}

/** `columnSums` of `cols` columns out of `all`, the same bits: from a multiple of 16 on. */
export function columnSumsOf(x: usize, rows: i32, cols: i32, all: i32, out: usize): void {
  if (all == 1) {
    store<f32>(out, <f32>sum(x, rows));
    return;
  }
  const stride = <usize>all << 2;
  const block = max(64, min(1024, 8192 / all));
  memory.fill(out, 0, <usize>cols << 2);
  for (; rows > 0; rows -= block) {
    const count = min(rows, block);
    for (let j = 0; j < cols; ) {
      const at = <usize>j << 2;
      if (cols - j >= 16) {
        addSixteen(x + at, count, stride, out + at);
        j += 16;
      } else {
        addFour(x + at, count, stride, out + at, min(cols - j, 4));
        j += 4;
      }
    }
    x += stride * block;
  }
}

/** Rows whose sums hang on one another: fewer than a processor looks ahead. */
const CHAIN: i32 = 64;

/** Adds sums over rows of 16 columns to `out`. */
function addSixteen(x: usize, rows: i32, stride: usize, out: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; rows > 0; rows--) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
    c = f32x4.add(c, v128.load(x, 32));
    d = f32x4.add(d, v128.load(x, 48));
    x += stride;
  }
  v128.store(out, f32x4.add(a, v128.load(out)));
  v128.store(out, f32x4.add(b, v128.load(out, 16)), 16);
  v128.store(out, f32x4.add(c, v128.load(out, 32)), 32);
  v128.store(out, f32x4.add(d, v128.load(out, 48)), 48);
}

function addFour(x: usize, rows: i32, stride: usize, out: usize, count: i32): void {
  let total = f32x4.splat(0);
  for (; rows > 0; rows -= CHAIN) {
    let sums = f32x4.splat(0);
    for (let left = min(rows, CHAIN); left > 0; left--) {
      sums = f32x4.add(sums, load4(x, count));
      x += stride;
    }
    total = f32x4.add(total, sums);
  }
  store4(out, f32x4.add(total, load4(out, count)), count);
}

import { laneMask } from '../softmax';
import { load4, madd4, nmadd4, store4, sumLanes } from '../math';

/* Gradients of norms of rows [rows, size]: two passes over a row, which stays in L1 between them. */

/** Σ g and Σ g z of the running row. */
let total: f64 = 0;
let along: f64 = 0;

/** Adds a row to dscale and dshift, and sums it: with `affine` there are scale, dscale and dshift, else none. */
// @ts-ignore: decorator
@inline
function sumRow(
  affine: bool, dy: usize, x: usize, scale: usize, dscale: usize, dshift: usize, size: i32, center: v128, factor: v128,
): void {
  let sums = f32x4.splat(0);
  let products = sums;
  const whole = <usize>(size & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    const z = f32x4.mul(f32x4.sub(v128.load(x + at), center), factor);
    const d = v128.load(dy + at);
    const g = affine ? f32x4.mul(d, v128.load(scale + at)) : d;
    sums = f32x4.add(sums, g);
    products = madd4(g, z, products);
    if (affine) {
      v128.store(dscale + at, madd4(d, z, v128.load(dscale + at)));
      v128.store(dshift + at, f32x4.add(d, v128.load(dshift + at)));
    }
  }
  const rest = size & 3;
  if (rest > 0) {
    const away = f32x4.sub(load4(x + whole, rest), center);
    const z = v128.and(f32x4.mul(away, factor), laneMask(rest));
    const d = load4(dy + whole, rest);
    const g = affine ? f32x4.mul(d, load4(scale + whole, rest)) : d;
    sums = f32x4.add(sums, g);
    products = madd4(g, z, products);
    if (affine) {
      store4(dscale + whole, madd4(d, z, load4(dscale + whole, rest)), rest);
      store4(dshift + whole, f32x4.add(d, load4(dshift + whole, rest)), rest);
    }
  }
  total = sumLanes(sums);
  along = sumLanes(products);
}

/** The same where one or two of scale, dscale and dshift are not there. */
function sumRowPartly(
  dy: usize, x: usize, scale: usize, dscale: usize, dshift: usize, size: i32, center: v128, factor: v128,
): void {
  let sums = f32x4.splat(0);
  let products = sums;
  for (let at: usize = 0; size > 0; size -= 4) {
    const count = min(size, 4);
    const away = f32x4.sub(load4(x + at, count), center);
    const z = v128.and(f32x4.mul(away, factor), laneMask(count));
    const d = load4(dy + at, count);
    const g = scale != 0 ? f32x4.mul(d, load4(scale + at, count)) : d;
    sums = f32x4.add(sums, g);
    products = madd4(g, z, products);
    if (dscale != 0) store4(dscale + at, madd4(d, z, load4(dscale + at, count)), count);
    if (dshift != 0) store4(dshift + at, f32x4.add(d, load4(dshift + at, count)), count);
    at += 16;
  }
  total = sumLanes(sums);
  along = sumLanes(products);
}

/** Rows whose dscale and dshift are summed in float. */
const BLOCK: i32 = 512;

/** Bytes of scratch for `rowNormBackward`: dscale and dshift of many rows, in double precision. */
export function rowNormBytes(rows: i32, size: i32): f64 {
  return rows > BLOCK ? <f64>size * 16 + 8 : 0;
}

/** totals ← totals + sums, sums ← 0; at the `last` sums ← totals. */
function flush(sums: usize, totals: usize, size: i32, last: bool): void {
  for (; size > 0; size--) {
    const total = load<f64>(totals) + <f64>load<f32>(sums);
    store<f64>(totals, total);
    store<f32>(sums, last ? <f32>total : 0);
    sums += 4;
    totals += 8;
  }
}

/** A row of dx. */
// @ts-ignore: decorator
@inline
function pullRow(
  scaled: bool, dy: usize, x: usize, scale: usize, dx: usize, size: i32,
  center: v128, factor: v128, mean: v128, slope: v128,
): void {
  const whole = <usize>(size & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    const d = v128.load(dy + at);
    const g = scaled ? f32x4.mul(d, v128.load(scale + at)) : d;
    const away = f32x4.sub(v128.load(x + at), center);
    v128.store(dx + at, f32x4.mul(factor, nmadd4(slope, away, f32x4.sub(g, mean))));
  }
  const rest = size & 3;
  if (rest > 0) {
    const d = load4(dy + whole, rest);
    const g = scaled ? f32x4.mul(d, load4(scale + whole, rest)) : d;
    const away = f32x4.sub(load4(x + whole, rest), center);
    store4(dx + whole, f32x4.mul(factor, nmadd4(slope, away, f32x4.sub(g, mean))), rest);
  }
}

/**
 * dx = r (g − (Σ g + z Σ g z) / n) for g = dy scale, z = (x − mean) r, r = 1 / √(variance + eps); without Σ g with
 * `rms`. dscale = Σ dy z and dshift = Σ dy over rows; address 0 for what there is none of.
 * Scratch: `rowNormBytes`.
 */
export function rowNormBackward(
  dy: usize, x: usize, scale: usize, means: usize, variances: usize, dx: usize, dscale: usize, dshift: usize,
  rows: i32, size: i32, eps: f64, rms: bool, scratch: usize,
): void {
  const width = <usize>size << 2;
  if (dscale != 0) memory.fill(dscale, 0, width);
  if (dshift != 0) memory.fill(dshift, 0, width);
  const scales = (scratch + 7) & ~7;
  const shifts = scales + 2 * width;
  const long = rows > BLOCK;
  if (long) memory.fill(scales, 0, 4 * width);
  for (let left = BLOCK; rows > 0; rows--) {
    const rate = <f32>(1 / sqrt(<f64>load<f32>(variances) + eps));
    const factor = f32x4.splat(rate);
    const center = f32x4.splat(load<f32>(means));
    if (scale != 0 && dscale != 0 && dshift != 0) {
      sumRow(true, dy, x, scale, dscale, dshift, size, center, factor);
    } else if (scale == 0 && dscale == 0 && dshift == 0) {
      sumRow(false, dy, x, 0, 0, 0, size, center, factor);
    } else sumRowPartly(dy, x, scale, dscale, dshift, size, center, factor);
    const mean = f32x4.splat(rms ? 0 : <f32>(total / <f64>size));
    const slope = f32x4.splat(<f32>(along / <f64>size) * rate);
    if (scale != 0) pullRow(true, dy, x, scale, dx, size, center, factor, mean, slope);
    else pullRow(false, dy, x, 0, dx, size, center, factor, mean, slope);
    dy += width;
    x += width;
    dx += width;
    means += 4;
    variances += 4;
    if (!long) continue;
    left--;
    if (left == 0 || rows == 1) {
      if (dscale != 0) flush(dscale, scales, size, rows == 1);
      if (dshift != 0) flush(dshift, shifts, size, rows == 1);
      left = BLOCK;
    }
  }
}

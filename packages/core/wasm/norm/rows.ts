import { laneMask } from '../softmax';
import { load4, madd4, nmadd4, store4, sumLanes } from '../math';

/*
 * Norms of rows [rows, size]: y = (x − mean) / √(variance + eps) scale + shift, or with `rms` y = x / √(mean of x² + eps)
 * scale. A row stays in L1 while it is summed, measured from its mean, and written.
 */

/** Σ (x − shift)^power of n floats, power 1 or 2. */
// @ts-ignore: decorator
@inline
function moment(power: i32, x: usize, shift: f32, n: i32): f64 {
  const shifts = f32x4.splat(shift);
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; n >= 16; n -= 16) {
    const x0 = f32x4.sub(v128.load(x), shifts);
    const x1 = f32x4.sub(v128.load(x, 16), shifts);
    const x2 = f32x4.sub(v128.load(x, 32), shifts);
    const x3 = f32x4.sub(v128.load(x, 48), shifts);
    a = power == 1 ? f32x4.add(a, x0) : madd4(x0, x0, a);
    b = power == 1 ? f32x4.add(b, x1) : madd4(x1, x1, b);
    c = power == 1 ? f32x4.add(c, x2) : madd4(x2, x2, c);
    d = power == 1 ? f32x4.add(d, x3) : madd4(x3, x3, d);
    x += 64;
  }
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    const four = v128.and(f32x4.sub(load4(x, count), shifts), laneMask(count));
    a = power == 1 ? f32x4.add(a, four) : madd4(four, four, a);
    x += 16;
  }
  return sumLanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/** `moment` in double precision, where its floats overflow. */
function exactMoment(power: i32, x: usize, shift: f64, n: i32): f64 {
  let sum: f64 = 0;
  for (; n > 0; n--) {
    const away = <f64>load<f32>(x) - shift;
    sum += power == 1 ? away : away * away;
    x += 4;
  }
  return sum;
}

/** Up to four numbers of y. */
// @ts-ignore: decorator
@inline
function write4(x: usize, scale: usize, shift: usize, y: usize, count: i32, center: v128, factor: v128): void {
  let value = f32x4.mul(f32x4.sub(load4(x, count), center), factor);
  if (scale != 0) value = f32x4.mul(value, load4(scale, count));
  if (shift != 0) value = f32x4.add(value, load4(shift, count));
  store4(y, value, count);
}

/** A row of y; that there is a scale and a shift is known where it is compiled. */
// @ts-ignore: decorator
@inline
function writeRow(
  scaled: bool, shifted: bool, x: usize, scale: usize, shift: usize, y: usize, size: i32, center: v128, factor: v128,
): void {
  const whole = <usize>(size & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    write4(x + at, scaled ? scale + at : 0, shifted ? shift + at : 0, y + at, 4, center, factor);
  }
  const rest = size & 3;
  if (rest > 0) write4(x + whole, scaled ? scale + whole : 0, shifted ? shift + whole : 0, y + whole, rest, center, factor);
}

/** y, and means and variances [rows] each; address 0 for no scale, no shift. */
export function rowNormForward(
  x: usize, scale: usize, shift: usize, y: usize, means: usize, variances: usize, rows: i32, size: i32, eps: f64,
  rms: bool,
): void {
  const width = <usize>size << 2;
  for (; rows > 0; rows--) {
    // From its first number, so that a large mean costs no digits.
    const first = load<f32>(x);
    let mean: f32 = rms ? 0 : <f32>(<f64>first + moment(1, x, first, size) / <f64>size);
    let variance = moment(2, x, mean, size) / <f64>size;
    if (variance - variance != 0) {
      if (!rms) mean = <f32>(<f64>first + exactMoment(1, x, <f64>first, size) / <f64>size);
      // What is over all floats is infinite.
      variance = <f64><f32>(exactMoment(2, x, <f64>mean, size) / <f64>size);
    }
    store<f32>(means, mean);
    store<f32>(variances, <f32>variance);
    const factor = f32x4.splat(<f32>(1 / sqrt(variance + eps)));
    const center = f32x4.splat(mean);
    if (scale != 0 && shift != 0) writeRow(true, true, x, scale, shift, y, size, center, factor);
    else if (scale != 0) writeRow(true, false, x, scale, 0, y, size, center, factor);
    else if (shift != 0) writeRow(false, true, x, 0, shift, y, size, center, factor);
    else writeRow(false, false, x, 0, 0, y, size, center, factor);
    x += width;
    y += width;
    means += 4;
    variances += 4;
  }
}

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

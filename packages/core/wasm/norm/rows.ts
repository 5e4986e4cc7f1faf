import { laneMask } from '../softmax';
import { load4, madd4, store4, sumLanes } from '../math';

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

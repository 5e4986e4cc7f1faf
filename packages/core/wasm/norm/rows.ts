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

/** y, and means and variances [rows] each; address 0 for no scale, no shift. */
export function rowNormForward(
  x: usize, scale: usize, shift: usize, y: usize, means: usize, variances: usize, rows: i32, size: i32, eps: f64,
  rms: bool,
): void {
  const width = <usize>size << 2;
  for (; rows > 0; rows--) {
    // From its first number, so that a large mean costs no digits.
    const first = load<f32>(x);
    const mean: f32 = rms ? 0 : <f32>(<f64>first + moment(1, x, first, size) / <f64>size);
    const variance = moment(2, x, mean, size) / <f64>size;
    store<f32>(means, mean);
    store<f32>(variances, <f32>variance);
    const factor = f32x4.splat(<f32>(1 / sqrt(variance + eps)));
    const center = f32x4.splat(mean);
    for (let at: usize = 0; at < width; at += 16) {
      const count = min(<i32>((width - at) >> 2), 4);
      let value = f32x4.mul(f32x4.sub(load4(x + at, count), center), factor);
      if (scale != 0) value = f32x4.mul(value, load4(scale + at, count));
      if (shift != 0) value = f32x4.add(value, load4(shift + at, count));
      store4(y + at, value, count);
    }
    x += width;
    y += width;
    means += 4;
    variances += 4;
  }
}

/**
 * dx = r (g − (Σ g + z Σ g z) / n) for g = dy scale, z = (x − mean) r, r = 1 / √(variance + eps); without Σ g with
 * `rms`. dscale = Σ dy z and dshift = Σ dy over rows; address 0 for what there is none of.
 */
export function rowNormBackward(
  dy: usize, x: usize, scale: usize, means: usize, variances: usize, dx: usize, dscale: usize, dshift: usize,
  rows: i32, size: i32, eps: f64, rms: bool,
): void {
  const width = <usize>size << 2;
  if (dscale != 0) memory.fill(dscale, 0, width);
  if (dshift != 0) memory.fill(dshift, 0, width);
  for (; rows > 0; rows--) {
    const rate = <f32>(1 / sqrt(<f64>load<f32>(variances) + eps));
    const factor = f32x4.splat(rate);
    const center = f32x4.splat(load<f32>(means));
    let sums = f32x4.splat(0);
    let along = f32x4.splat(0);
    for (let at: usize = 0; at < width; at += 16) {
      const count = min(<i32>((width - at) >> 2), 4);
      let z = f32x4.mul(f32x4.sub(load4(x + at, count), center), factor);
      // Lanes that are not there hold −mean / σ, times a dy of 0.
      const g = load4(dy + at, count);
      const scaled = scale != 0 ? f32x4.mul(g, load4(scale + at, count)) : g;
      sums = f32x4.add(sums, scaled);
      along = madd4(scaled, z, along);
      if (dscale != 0) store4(dscale + at, madd4(g, z, load4(dscale + at, count)), count);
      if (dshift != 0) store4(dshift + at, f32x4.add(g, load4(dshift + at, count)), count);
    }
    const mean = f32x4.splat(rms ? 0 : <f32>(sumLanes(sums) / <f64>size));
    const slope = f32x4.splat(<f32>(sumLanes(along) / <f64>size) * rate);
    for (let at: usize = 0; at < width; at += 16) {
      const count = min(<i32>((width - at) >> 2), 4);
      let g = load4(dy + at, count);
      if (scale != 0) g = f32x4.mul(g, load4(scale + at, count));
      const away = f32x4.sub(load4(x + at, count), center);
      store4(dx + at, f32x4.mul(factor, nmadd4(slope, away, f32x4.sub(g, mean))), count);
    }
    dy += width;
    x += width;
    dx += width;
    means += 4;
    variances += 4;
  }
}

import { load4, nmadd4, store4, sumPairs } from '../math';

/** The part of |d| that counts twice: |d| up to delta; NaN stays. */
// @ts-ignore: decorator
@inline
function bent4(size: v128, delta: v128): v128 {
  return f32x4.pmin(size, delta);
}

/**
 * losses = c (|d| − c / 2) with d = x − y, c = min(|d|, delta): d² / 2, and a line beyond delta. Returns
 * their sum; with the address 0 for `losses` only that.
 */
export function huberForward(x: usize, y: usize, losses: usize, n: i32, delta: f32): f64 {
  const deltas = f32x4.splat(delta);
  let total = f64x2.splat(0);
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    const size = f32x4.abs(f32x4.sub(load4(x, count), load4(y, count)));
    const c = bent4(size, deltas);
    const loss = f32x4.mul(c, nmadd4(c, f32x4.splat(0.5), size));
    if (losses) {
      store4(losses, loss, count);
      losses += 16;
    }
    total = f64x2.add(total, sumPairs(loss));
    x += 16;
    y += 16;
  }
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** dx = scale dy d, d = x − y held within ±delta; dy one float, or n of them with `each`. */
export function huberBackward(
  x: usize, y: usize, dy: usize, each: bool, scale: f32, dx: usize, n: i32, delta: f32,
): void {
  const high = f32x4.splat(delta);
  const low = f32x4.splat(-delta);
  let factor = f32x4.splat(scale);
  if (!each) factor = f32x4.mul(factor, f32x4.splat(load<f32>(dy)));
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    const d = f32x4.sub(load4(x, count), load4(y, count));
    let slope = f32x4.mul(f32x4.pmin(f32x4.pmax(d, low), high), factor);
    if (each) {
      slope = f32x4.mul(slope, load4(dy, count));
      dy += 16;
    }
    store4(dx, slope, count);
    x += 16;
    y += 16;
    dx += 16;
  }
}

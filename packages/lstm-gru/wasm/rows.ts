import { ONE, load4, madd4, nmadd4, sigmoid4, store4 } from '@dl/core/wasm/math';

/** The logistic function, or Keras' hard one, max(0, min(1, 0.2 x + 0.5)). */
// @ts-ignore: decorator
@inline
export function gate4(x: v128, hard: bool): v128 {
  if (!hard) return sigmoid4(x);
  const line = madd4(x, f32x4.splat(0.2), f32x4.splat(0.5));
  // In this order NaN stays.
  return f32x4.pmin(f32x4.pmax(line, f32x4.splat(0)), ONE);
}

/** The gate's derivative times dy, from its output y. */
// @ts-ignore: decorator
@inline
export function gateBackward4(dy: v128, y: v128, hard: bool): v128 {
  if (!hard) return f32x4.mul(dy, nmadd4(y, y, y));
  const inside = v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.lt(y, ONE));
  return v128.and(f32x4.mul(dy, f32x4.splat(0.2)), inside);
}

/** `count` floats at p + offset; zeros where p is 0. */
// @ts-ignore: decorator
@inline
export function maybe4(p: usize, offset: usize, count: i32): v128 {
  return p != 0 ? load4(p + offset, count) : f32x4.splat(0);
}

/** p[0..count] += x, where p is not 0. */
// @ts-ignore: decorator
@inline
export function addTo4(p: usize, offset: usize, x: v128, count: i32): void {
  if (p != 0) store4(p + offset, f32x4.add(load4(p + offset, count), x), count);
}

/** target += source. */
export function addFloats(target: usize, source: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
  if (n > 0) store4(target, f32x4.add(load4(target, n), load4(source, n)), n);
}

/** Whether step t of row b is behind the row's end; `lengths` (int32) may be 0 for none. */
// @ts-ignore: decorator
@inline
export function isPast(lengths: usize, b: i32, t: i32): bool {
  return lengths != 0 && t >= load<i32>(lengths + ((<usize>b) << 2));
}

/** The step at which row b begins. */
// @ts-ignore: decorator
@inline
export function firstStep(lengths: usize, b: i32, time: i32, reverse: bool): i32 {
  if (!reverse) return 0;
  return lengths != 0 ? load<i32>(lengths + ((<usize>b) << 2)) - 1 : time - 1;
}

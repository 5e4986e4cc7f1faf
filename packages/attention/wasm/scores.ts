import { floats } from '@dl/core/wasm/gemm-layout';

/** The least maximum of a row: scores of −1e30 and less come to 0, and a row of nothing else to nothing. */
export const LEAST: f32 = -1e29;

/** A bias of so much and less hides, whatever it is added to. */
export const HIDDEN: f32 = -1e30;

/** Adds to a row of scores, for keys [first, end) of query `i`: −slope · |at − j|, the bias; −∞ where bias or mask hides. */
export function adjustRow(
  row: usize, first: i32, end: i32, at: i32,
  slope: f32, bias: usize, biasStep: i32, mask: usize, maskStep: i32,
): void {
  if (slope != 0) {
    const slopes = f32x4.splat(slope);
    let distance = f32x4.add(f32x4.splat(<f32>(at - first)), f32x4(0, -1, -2, -3));
    const four = f32x4.splat(4);
    let j = first;
    let to = row + floats(first);
    for (; j < end; j += 4) {
      // Past the end there is room, which is hidden afterwards.
      v128.store(to, f32x4.sub(v128.load(to), f32x4.mul(slopes, f32x4.abs(distance))));
      distance = f32x4.sub(distance, four);
      to += 16;
    }
  }
  if (bias != 0) {
    let j = first;
    if (biasStep == 1) {
      const least = f32x4.splat(HIDDEN);
      const nothing = f32x4.splat(-Infinity);
      for (; j + 4 <= end; j += 4) {
        const to = row + floats(j);
        const four = v128.load(bias + floats(j));
        v128.store(to, v128.bitselect(nothing, f32x4.add(v128.load(to), four), f32x4.le(four, least)));
      }
    }
    for (; j < end; j++) {
      const to = row + floats(j);
      store<f32>(to, biased(load<f32>(to), load<f32>(bias + floats(j * biasStep))));
    }
  }
  if (mask != 0) {
    for (let j = first; j < end; j++) {
      if (load<u8>(mask + <usize>(j * maskStep)) == 0) store<f32>(row + floats(j), -Infinity);
    }
  }
}

/** A score with its bias, −∞ where that hides: a sum would keep a score that is NaN. */
// @ts-ignore: decorator
@inline
export function biased(score: f32, bias: f32): f32 {
  return bias <= HIDDEN ? -Infinity : score + bias;
}

/** Fills floats [first, end) of a row. */
export function fillRow(row: usize, first: i32, end: i32, value: f32): void {
  for (; first < end; first++) store<f32>(row + floats(first), value);
}

/** x = x · factor for n floats, a multiple of 4. */
export function scaleAll(x: usize, n: i32, factor: f32): void {
  if (factor == 1) return;
  const factors = f32x4.splat(factor);
  for (const end = x + floats(n); x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), factors));
}

/** x = x · factor for n floats. */
export function scaleRow(x: usize, n: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(x + floats(i), f32x4.mul(v128.load(x + floats(i)), factors));
  for (; i < n; i++) store<f32>(x + floats(i), load<f32>(x + floats(i)) * factor);
}

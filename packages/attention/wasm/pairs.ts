import { floats } from '@dl/core/wasm/gemm-layout';
import { expFlushed4, log1, madd4 } from '@dl/core/wasm/math';
import { fillRow, HIDDEN, LEAST, scaleRow } from './scores';
import { endKey, firstKey } from './visible';

/*
 * Attention of one head, pair by pair, for numbers that are not finite. The products of tiles multiply what is hidden by
 * a weight of 0, and 0 · NaN is NaN; here nothing of a hidden pair is read. A score of −1e29 and less is hidden too.
 */

/** The bits of |x|, by which magnitudes compare as integers do, up to which products of two cannot overflow: 2^49. */
export const TAME: i32 = 0x58000000;
/** The greatest bits of a finite number. */
export const FINITE: i32 = 0x7f7fffff;

/** Whether no number of x [rows, width], rows `row` floats apart, has a magnitude over that of these bits. */
export function within(rows: i32, width: i32, x: usize, row: i32, bits: i32): bool {
  if (row == width) {
    width *= rows;
    rows = 1;
  }
  const magnitude = i32x4.splat(0x7fffffff);
  let most = i32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    let at = x + floats(i * row);
    const end = at + floats(width);
    for (const last = end - 16; at <= last; at += 16) {
      most = i32x4.max_s(most, v128.and(v128.load(at), magnitude));
    }
    for (; at < end; at += 4) most = i32x4.max_s(most, v128.and(v128.load32_zero(at), magnitude));
  }
  return !v128.any_true(i32x4.gt_s(most, i32x4.splat(bits)));
}

/** Whether none of n numbers is NaN; they may be infinite. */
export function noneIsNaN(n: i32, x: usize): bool {
  return within(1, n, x, n, FINITE + 1);
}

/** Whether n numbers are all finite. */
export function attendIsFinite(n: i32, x: usize): bool {
  return within(1, n, x, n, FINITE);
}

/** `attendForward`, pair by pair. */
export function forwardByPairs(
  queries: i32, keys: i32, depth: i32, valueDepth: i32,
  q: usize, rowQ: i32, k: usize, rowK: i32, v: usize, rowV: i32, out: usize, rowOut: i32, lse: usize,
  scale: f32, causal: bool, window: i32, offset: i32, slope: f32,
  bias: usize, biasRow: i32, biasStep: i32, mask: usize, maskRow: i32, maskStep: i32,
): void {
  for (let i = 0; i < queries; i++) {
    const to = out + floats(i * rowOut);
    fillRow(to, 0, valueDepth, 0);
    let most = LEAST;
    let sum: f32 = 0;
    const end = endKey(i, keys, causal, window, offset);
    for (let j = firstKey(i, window, offset); j < end; j++) {
      if (isHidden(i, j, bias, biasRow, biasStep, mask, maskRow, maskStep)) continue;
      const s = scoreOf(i, j, depth, q, rowQ, k, rowK, scale, offset, slope, bias, biasRow, biasStep);
      if (s <= LEAST) continue;
      if (s > most) {
        const shrink = power(most - s);
        sum *= shrink;
        scaleRow(to, valueDepth, shrink);
        most = s;
      }
      const weight = power(s - most);
      sum += weight;
      addRow(valueDepth, weight, v + floats(j * rowV), to);
    }
    if (sum != 0) scaleRow(to, valueDepth, 1 / sum);
    if (lse != 0) store<f32>(lse + floats(i), logOfSum(most, sum));
  }
}

/** `attendBackward`, pair by pair. */
export function backwardByPairs(
  queries: i32, keys: i32, depth: i32, valueDepth: i32,
  q: usize, rowQ: i32, k: usize, rowK: i32, v: usize, rowV: i32, out: usize, rowOut: i32, lse: usize,
  scale: f32, causal: bool, window: i32, offset: i32, slope: f32,
  bias: usize, biasRow: i32, biasStep: i32, mask: usize, maskRow: i32, maskStep: i32,
  dout: usize, dq: usize, dk: usize, dv: usize, dbias: usize,
): void {
  for (let i = 0; i < queries; i++) {
    const dy = dout + floats(i * rowOut);
    const mean = dot(valueDepth, dy, out + floats(i * rowOut));
    const sum = load<f32>(lse + floats(i));
    const end = endKey(i, keys, causal, window, offset);
    for (let j = firstKey(i, window, offset); j < end; j++) {
      if (isHidden(i, j, bias, biasRow, biasStep, mask, maskRow, maskStep)) continue;
      const s = scoreOf(i, j, depth, q, rowQ, k, rowK, scale, offset, slope, bias, biasRow, biasStep);
      if (s <= LEAST) continue;
      const p = power(s - sum);
      const ds = p * (dot(valueDepth, dy, v + floats(j * rowV)) - mean);
      addRow(valueDepth, p, dy, dv + floats(j * rowV));
      addRow(depth, ds * scale, q + floats(i * rowQ), dk + floats(j * rowK));
      addRow(depth, ds * scale, k + floats(j * rowK), dq + floats(i * rowQ));
      if (dbias != 0) {
        const at = dbias + floats(i * biasRow + j * biasStep);
        store<f32>(at, load<f32>(at) + ds);
      }
    }
  }
}

/** The logarithm of the sum of a row: ∞ where nothing is seen, which takes every weight of it to 0. */
export function logOfSum(most: f32, sum: f32): f32 {
  if (sum == 0) return Infinity;
  return sum > 0 ? most + log1(sum) : NaN;
}

function isHidden(i: i32, j: i32, bias: usize, biasRow: i32, biasStep: i32, mask: usize, maskRow: i32, maskStep: i32): bool {
  if (mask != 0 && load<u8>(mask + <usize>(i * maskRow + j * maskStep)) == 0) return true;
  return bias != 0 && load<f32>(bias + floats(i * biasRow + j * biasStep)) <= HIDDEN;
}

function scoreOf(
  i: i32, j: i32, depth: i32, q: usize, rowQ: i32, k: usize, rowK: i32,
  scale: f32, offset: i32, slope: f32, bias: usize, biasRow: i32, biasStep: i32,
): f32 {
  let s = dot(depth, q + floats(i * rowQ), k + floats(j * rowK)) * scale;
  if (slope != 0) s -= slope * <f32>abs(offset + i - j);
  return bias != 0 ? s + load<f32>(bias + floats(i * biasRow + j * biasStep)) : s;
}

function power(x: f32): f32 {
  return f32x4.extract_lane(expFlushed4(f32x4.splat(x)), 0);
}

export function dot(n: i32, a: usize, b: usize): f32 {
  let sums = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) sums = f32x4.add(sums, f32x4.mul(v128.load(a + floats(i)), v128.load(b + floats(i))));
  let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  for (; i < n; i++) sum += load<f32>(a + floats(i)) * load<f32>(b + floats(i));
  return sum;
}

/** y += a x for n floats. */
function addRow(n: i32, a: f32, x: usize, y: usize): void {
  const factors = f32x4.splat(a);
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(y + floats(i), madd4(factors, v128.load(x + floats(i)), v128.load(y + floats(i))));
  for (; i < n; i++) store<f32>(y + floats(i), load<f32>(y + floats(i)) + a * load<f32>(x + floats(i)));
}

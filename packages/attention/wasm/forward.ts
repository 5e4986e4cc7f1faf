import { gemm } from '@dl/core/wasm/core';
import { GEMM_SCRATCH_BYTES } from '@dl/core/wasm/gemm';
import { PANEL, floats } from '@dl/core/wasm/gemm-layout';
import { packPanels } from '@dl/core/wasm/gemm-pack';
import { expFlushed4, sumLanes } from '@dl/core/wasm/math';
import { FINITE, forwardByPairs, logOfSum, within } from './pairs';
import { adjustRow, fillRow, LEAST, scaleAll, scaleRow } from './scores';
import { EDGE_BYTES, KEYS, product, QUERIES, tileStep, whole } from './tiles';
import { endKey, firstKey } from './visible';

/** Up to so many queries keys and values are read where they lie: packing them would cost more than it saves. */
const FEW: i32 = 4;

/** Bytes that `attendForward` needs as scratch. */
export function attendForwardScratch(queries: i32, keys: i32, depth: i32, valueDepth: i32): f64 {
  const packed = <f64>whole(keys) * <f64>depth + <f64>keys * <f64>whole(valueDepth);
  const panels = queries > FEW ? packed : <f64>(GEMM_SCRATCH_BYTES / 4);
  return 4 * panels + <f64>(EDGE_BYTES + QUERIES * 8 + QUERIES * tileStep(KEYS) + 128);
}

/**
 * One head of attention, out = softmax(scale q kᵀ + bias) v, over the keys that the mask shows; a tile of scores at a time,
 * with the largest score and the sum of each query as they are so far. A query that sees nothing gets 0.
 *
 * q [queries, depth], k [keys, depth], v [keys, valueDepth], out [queries, valueDepth]: rows `row…` floats apart. `lse`
 * [queries] gets log Σ e^score, ∞ for a query that sees nothing; the address 0 for none. `bias` (float32) and `mask` (bool)
 * are read at query · row + key · step, step 0 or 1; the address 0 for none.
 */
export function attendForward(
  queries: i32, keys: i32, depth: i32, valueDepth: i32,
  q: usize, rowQ: i32, k: usize, rowK: i32, v: usize, rowV: i32, out: usize, rowOut: i32, lse: usize,
  scale: f32, causal: bool, window: i32, offset: i32, slope: f32,
  bias: usize, biasRow: i32, biasStep: i32, mask: usize, maskRow: i32, maskStep: i32, scratch: usize,
): void {
  const edge = (scratch + 63) & ~63;
  const maxima = edge + EDGE_BYTES;
  const sums = maxima + QUERIES * 4;
  const tile = sums + QUERIES * 4;
  const step = tileStep(KEYS);
  const packedK = tile + QUERIES * step;
  const panelK = floats(depth * PANEL);
  const packedV = packedK + floats(whole(keys) * depth);
  const panelV = floats(keys * PANEL);
  const few = queries <= FEW;
  if (!few) {
    packPanels(keys, depth, k, floats(rowK), true, packedK, panelK);
    scaleAll(packedK, whole(keys) * depth, scale);
    packPanels(valueDepth, keys, v, floats(rowV), false, packedV, panelV);
  }
  const adjusts = slope != 0 || bias != 0 || mask != 0;
  for (let i = 0; i < queries; i += QUERIES) {
    const rows = min(QUERIES, queries - i);
    const to = out + floats(i * rowOut);
    fillRow(maxima, 0, rows, LEAST);
    fillRow(sums, 0, rows, 0);
    let has = false;
    const end = endKey(i + rows - 1, keys, causal, window, offset);
    for (let j = firstKey(i, window, offset) & ~(KEYS - 1); j < end; j += KEYS) {
      const columns = min(KEYS, end - j);
      const wide = whole(columns);
      if (few) {
        gemm(rows, columns, depth, q, rowQ, false, k + floats(j * rowK), rowK, true, tile, <i32>(step >> 2), false, packedK);
        for (let r = 0; r < rows; r++) scaleAll(tile + <usize>r * step, wide, scale);
      } else {
        product(
          rows, wide, depth, q + floats(i * rowQ), floats(rowQ), 4,
          packedK + <usize>(j / PANEL) * panelK, panelK, tile, step, false, edge,
        );
      }
      for (let r = 0; r < rows; r++) {
        const row = tile + <usize>r * step;
        const first = max(0, firstKey(i + r, window, offset) - j);
        const last = min(columns, endKey(i + r, keys, causal, window, offset) - j);
        if (adjusts && last > first) {
          adjustRow(
            row, first, last, offset + i + r - j, slope,
            bias != 0 ? bias + floats((i + r) * biasRow + j * biasStep) : 0, biasStep,
            mask != 0 ? mask + <usize>((i + r) * maskRow + j * maskStep) : 0, maskStep,
          );
        }
        fillRow(row, 0, min(first, wide), -Infinity);
        fillRow(row, max(0, last), wide, -Infinity);
        const at = floats(r);
        const old = load<f32>(maxima + at);
        const most = max(old, largest(row, wide));
        const sum = exponentials(row, most, wide);
        if (most > old) {
          const shrink = shrinkage(old, most);
          store<f32>(maxima + at, most);
          store<f32>(sums + at, load<f32>(sums + at) * shrink + sum);
          if (has) scaleRow(to + floats(r * rowOut), valueDepth, shrink);
        } else {
          store<f32>(sums + at, load<f32>(sums + at) + sum);
        }
      }
      if (few) {
        gemm(rows, valueDepth, columns, tile, <i32>(step >> 2), false, v + floats(j * rowV), rowV, false, to, rowOut, has, packedK);
      } else {
        product(
          rows, valueDepth, columns, tile, step, 4,
          packedV + floats(j * PANEL), panelV, to, floats(rowOut), has, edge,
        );
      }
      has = true;
    }
    for (let r = 0; r < rows; r++) {
      const sum = load<f32>(sums + floats(r));
      const row = to + floats(r * rowOut);
      if (!has) fillRow(row, 0, valueDepth, 0);
      else scaleRow(row, valueDepth, sum > 0 ? 1 / sum : 0);
      if (lse != 0) store<f32>(lse + floats(i + r), logOfSum(load<f32>(maxima + floats(r)), sum));
    }
  }
  // What is not finite stays so through every sum: where none is left, none was hidden and multiplied by 0.
  const hides = causal || window > 0 || bias != 0 || mask != 0;
  if (!hides || within(queries, valueDepth, out, rowOut, FINITE)) return;
  forwardByPairs(
    queries, keys, depth, valueDepth, q, rowQ, k, rowK, v, rowV, out, rowOut, lse,
    scale, causal, window, offset, slope, bias, biasRow, biasStep, mask, maskRow, maskStep,
  );
}

/** The largest of n floats, a multiple of 16; NaN is passed over (it comes back in the sum). */
// @ts-ignore: decorator
@inline
function largest(x: usize, n: i32): f32 {
  let m0 = v128.load(x, 0);
  let m1 = v128.load(x, 16);
  let m2 = v128.load(x, 32);
  let m3 = v128.load(x, 48);
  for (const end = x + floats(n); (x += 64) < end; ) {
    m0 = f32x4.pmax(m0, v128.load(x, 0));
    m1 = f32x4.pmax(m1, v128.load(x, 16));
    m2 = f32x4.pmax(m2, v128.load(x, 32));
    m3 = f32x4.pmax(m3, v128.load(x, 48));
  }
  m0 = f32x4.pmax(f32x4.pmax(m0, m1), f32x4.pmax(m2, m3));
  m0 = f32x4.pmax(m0, v128.shuffle<i32>(m0, m0, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(m0, v128.shuffle<i32>(m0, m0, 1, 0, 3, 2)), 0);
}

/** x = e^(x − shift) in place for n floats, a multiple of 16, and their sum. */
// @ts-ignore: decorator
@inline
function exponentials(x: usize, shift: f32, n: i32): f32 {
  const shifts = f32x4.splat(shift);
  let sum = f32x4.splat(0);
  for (const end = x + floats(n); x < end; x += 16) {
    const four = expFlushed4(f32x4.sub(v128.load(x), shifts));
    v128.store(x, four);
    sum = f32x4.add(sum, four);
  }
  return <f32>sumLanes(sum);
}

/** e^(old − most), by what has been summed so far. */
// @ts-ignore: decorator
@inline
function shrinkage(old: f32, most: f32): f32 {
  return f32x4.extract_lane(expFlushed4(f32x4.splat(old - most)), 0);
}

import { PANEL, floats } from '@dl/core/wasm/gemm-layout';
import { packPanels } from '@dl/core/wasm/gemm-pack';
import { expFlushed4 } from '@dl/core/wasm/math';
import { backwardByPairs, dot, noneIsNaN, TAME, within } from './pairs';
import { biased, fillRow, scaleAll } from './scores';
import { EDGE_BYTES, product, tileStep, whole } from './tiles';
import { endQuery, firstQuery } from './visible';

/** Keys and queries of a tile; it holds them the other way round than forward. */
const KEYS: i32 = 64;
const QUERIES: i32 = 64;

/** Bytes that `attendBackward` needs as scratch. */
export function attendBackwardScratch(queries: i32, keys: i32, depth: i32, valueDepth: i32): f64 {
  const ofQueries = <f64>whole(queries) * <f64>(depth + valueDepth + 2);
  const panels = <f64>queries * <f64>(whole(depth) + whole(valueDepth)) + <f64>keys * <f64>whole(depth);
  return 4 * (ofQueries + panels) + <f64>(EDGE_BYTES + 2 * KEYS * tileStep(QUERIES) + 128);
}

/**
 * The way back of one head of `attendForward`, whose arguments and results it is given: with P = e^(scores − lse) and
 * δ = Σ dout · out, dS = P (dout vᵀ − δ), dq = scale dS k, and dv += Pᵀ dout, dk += scale dSᵀ q. Tiles are computed anew,
 * transposed, so that all products but that of dq read a tile along its rows.
 *
 * `dbias` (address 0: not asked for) lies as `bias`; dq, dk and dv lie as q, k and v. All four are added to.
 */
export function attendBackward(
  queries: i32, keys: i32, depth: i32, valueDepth: i32,
  q: usize, rowQ: i32, k: usize, rowK: i32, v: usize, rowV: i32, out: usize, rowOut: i32, lse: usize,
  scale: f32, causal: bool, window: i32, offset: i32, slope: f32,
  bias: usize, biasRow: i32, biasStep: i32, mask: usize, maskRow: i32, maskStep: i32, scratch: usize,
  dout: usize, dq: usize, dk: usize, dv: usize, dbias: usize,
): void {
  // What is hidden is multiplied by 0 in a tile: only where no product can be infinite or NaN is that nothing.
  const hides = causal || window > 0 || bias != 0 || mask != 0;
  if (hides && !(
    abs(scale) < 1e15 && within(queries, depth, q, rowQ, TAME) && within(keys, depth, k, rowK, TAME) &&
    within(keys, valueDepth, v, rowV, TAME) && within(queries, valueDepth, dout, rowOut, TAME) && noneIsNaN(queries, lse)
  )) {
    backwardByPairs(
      queries, keys, depth, valueDepth, q, rowQ, k, rowK, v, rowV, out, rowOut, lse,
      scale, causal, window, offset, slope, bias, biasRow, biasStep, mask, maskRow, maskStep,
      dout, dq, dk, dv, dbias,
    );
    return;
  }
  const edge = (scratch + 63) & ~63;
  const wide = whole(queries);
  const step = tileStep(QUERIES);
  const tileP = edge + EDGE_BYTES;
  const tileD = tileP + KEYS * step;
  const lses = tileD + KEYS * step;
  const deltas = lses + floats(wide);
  // Columns of queries, for the scores; then rows of them and of keys, for the gradients.
  const panelQ = floats(depth * PANEL);
  const panelO = floats(valueDepth * PANEL);
  const columnsQ = deltas + floats(wide);
  const columnsO = columnsQ + floats(wide * depth);
  const rowsQ = columnsO + floats(wide * valueDepth);
  const rowsO = rowsQ + floats(queries * whole(depth));
  const rowsK = rowsO + floats(queries * whole(valueDepth));
  const alongQ = floats(queries * PANEL);
  const alongK = floats(keys * PANEL);
  packPanels(queries, depth, q, floats(rowQ), true, columnsQ, panelQ);
  scaleAll(columnsQ, wide * depth, scale);
  packPanels(queries, valueDepth, dout, floats(rowOut), true, columnsO, panelO);
  packPanels(depth, queries, q, floats(rowQ), false, rowsQ, alongQ);
  scaleAll(rowsQ, queries * whole(depth), scale);
  packPanels(valueDepth, queries, dout, floats(rowOut), false, rowsO, alongQ);
  packPanels(depth, keys, k, floats(rowK), false, rowsK, alongK);
  scaleAll(rowsK, keys * whole(depth), scale);
  for (let i = 0; i < queries; i++) {
    const at = floats(i * rowOut);
    store<f32>(lses + floats(i), load<f32>(lse + floats(i)));
    store<f32>(deltas + floats(i), dot(valueDepth, dout + at, out + at));
  }
  fillRow(lses, queries, wide, Infinity);
  fillRow(deltas, queries, wide, 0);
  const adjusts = slope != 0 || bias != 0 || mask != 0;
  for (let j = 0; j < keys; j += KEYS) {
    const rows = min(KEYS, keys - j);
    const end = endQuery(j + rows - 1, queries, window, offset);
    for (let i = firstQuery(j, causal, window, offset) & ~(QUERIES - 1); i < end; i += QUERIES) {
      const columns = min(QUERIES, queries - i);
      const width = whole(columns);
      product(
        rows, width, depth, k + floats(j * rowK), floats(rowK), 4,
        columnsQ + <usize>(i / PANEL) * panelQ, panelQ, tileP, step, false, edge,
      );
      product(
        rows, width, valueDepth, v + floats(j * rowV), floats(rowV), 4,
        columnsO + <usize>(i / PANEL) * panelO, panelO, tileD, step, false, edge,
      );
      for (let r = 0; r < rows; r++) {
        const row = tileP + <usize>r * step;
        const first = max(0, firstQuery(j + r, causal, window, offset) - i);
        const last = min(columns, endQuery(j + r, queries, window, offset) - i);
        if (adjusts) {
          adjustColumn(
            row, first, last, offset + i - j - r, slope,
            bias != 0 ? bias + floats(i * biasRow + (j + r) * biasStep) : 0, biasRow,
            mask != 0 ? mask + <usize>(i * maskRow + (j + r) * maskStep) : 0, maskRow,
          );
        }
        fillRow(row, 0, min(first, width), -Infinity);
        fillRow(row, max(0, last), width, -Infinity);
        gradients(row, tileD + <usize>r * step, lses + floats(i), deltas + floats(i), width);
      }
      if (dbias != 0) {
        for (let r = 0; r < rows; r++) {
          addColumn(tileD + <usize>r * step, columns, dbias + floats(i * biasRow + (j + r) * biasStep), biasRow);
        }
      }
      const at = floats(i * PANEL);
      product(rows, valueDepth, columns, tileP, step, 4, rowsO + at, alongQ, dv + floats(j * rowV), floats(rowV), true, edge);
      product(rows, depth, columns, tileD, step, 4, rowsQ + at, alongQ, dk + floats(j * rowK), floats(rowK), true, edge);
      product(columns, depth, rows, tileD, 4, step, rowsK + floats(j * PANEL), alongK, dq + floats(i * rowQ), floats(rowQ), true, edge);
    }
  }
}

/** Zeros at so many bytes: gradients are added to. */
export function attendClear(at: usize, bytes: u32): void {
  memory.fill(at, 0, bytes);
}

/** s = P = e^(s − lse), d = P (d − δ), for n floats, a multiple of 4. */
// @ts-ignore: decorator
@inline
function gradients(s: usize, d: usize, lses: usize, deltas: usize, n: i32): void {
  for (const end = s + floats(n); s < end; s += 16) {
    const p = expFlushed4(f32x4.sub(v128.load(s), v128.load(lses)));
    v128.store(s, p);
    v128.store(d, f32x4.mul(p, f32x4.sub(v128.load(d), v128.load(deltas))));
    d += 16;
    lses += 16;
    deltas += 16;
  }
}

/** `adjustRow` for one key and queries [first, end); `at` is how far query 0 of the tile stands after the key. */
function adjustColumn(
  row: usize, first: i32, end: i32, at: i32,
  slope: f32, bias: usize, biasRow: i32, mask: usize, maskRow: i32,
): void {
  for (let i = first; i < end; i++) {
    const to = row + floats(i);
    let score = load<f32>(to) - slope * <f32>abs(at + i);
    if (bias != 0) score = biased(score, load<f32>(bias + floats(i * biasRow)));
    if (mask != 0 && load<u8>(mask + <usize>(i * maskRow)) == 0) score = -Infinity;
    store<f32>(to, score);
  }
}

/** Adds n floats to those that lie `step` floats apart: 0 sums them. */
function addColumn(x: usize, n: i32, to: usize, step: i32): void {
  for (let i = 0; i < n; i++) {
    store<f32>(to, load<f32>(to) + load<f32>(x));
    x += 4;
    to += floats(step);
  }
}

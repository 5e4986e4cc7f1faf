import type { FlashLayout } from './flash-layout';
import {
  cellsOf,
  PLACE,
  productsOf,
  queriesOfGroup,
  sizesOf,
  storeRows,
  sumsOf,
  tilesOf,
  weighted,
} from './flash-parts';
import { loadRows, type ScoreForm, scoreCode } from './flash-scores';
import { type FlashTile, SIDE } from './flash-tiles';

/** A program of the way back. */
interface BackForm {
  readonly tile: FlashTile;
  readonly depth: number;
  readonly valueDepth: number;
  readonly form: ScoreForm;
  readonly layout: FlashLayout;
}

/**
 * dq of a tile of queries by a group, as tiles of keys go by: dS = P (dy vᵀ − δ), dq = factor dS k, with the weights P made anew
 * from the logarithms of their sums; and δ = Σ dy y of each query.
 */
export function flashQueriesCode({ tile, depth, valueDepth, form, layout }: BackForm): string {
  const { own, others, vectors, values, row, valueRow } = sizesOf(tile, depth, valueDepth);
  return `${scoreCode(form)}
${tilesOf(own, others, row, valueRow)}
var<workgroup> ts : array<f32, ${own * others}>;
var<workgroup> sums : array<f32, ${own}>;
var<workgroup> deltas : array<f32, ${own}>;
fn main(group : i32, thread : i32) {
  ${queriesOfGroup(own)}
  ${loadRows('ta', layout.q, own, vectors, row, 'i0', 'ints.queries - i0')}
  ${loadRows('tb', layout.dy, own, values, valueRow, 'i0', 'ints.queries - i0')}
  workgroupBarrier();
  if (thread < ${own} && i0 + thread < ints.queries) {
    let at = head * ints.queries + i0 + thread;
    var delta = 0.0;
    for (var d = 0; d < ${values}; d++) { delta += dot(tb[thread * ${valueRow} + d], output[${layout.output.first('(i0 + thread)')} + d]); }
    deltas[thread] = delta;
    stats[2 * at + 1] = delta;
    sums[thread] = stats[2 * at];
  }
  ${sumsOf('o', tile.rows, vectors)}
  let end = endKey(last);
  for (var j0 = firstKey(i0) / ${others} * ${others}; j0 < end; j0 += ${others}) {
    workgroupBarrier();
    ${loadRows('tc', layout.k, others, vectors, row, 'j0', 'ints.keys - j0')}
    ${loadRows('td', layout.v, others, values, valueRow, 'j0', 'ints.keys - j0')}
    workgroupBarrier();
    ${productsOf(tile, 's', ['ta', 'tc'], vectors, row)}
    ${productsOf(tile, 'g', ['tb', 'td'], values, valueRow)}
    ${cellsOf(
      tile,
      (r, c) => `let i = y + ${r * SIDE}; let j = x + ${c * SIDE};
      let score = scoreOf(b, h, i0 + i, j0 + j, s${r}_${c});
      let weight = exp(score - sums[i]);
      ts[i * ${others} + j] = select(weight * (g${r}_${c} - deltas[i]), 0.0, score == HIDDEN);`,
    )}
    workgroupBarrier();
    let clear = isClear(i0, last, j0, min(j0 + ${others}, ints.keys) - 1);
    for (var c = 0; c < ${others}; c++) {
      ${weighted('o', 'ts', 'tc', tile, others, row, vectors)}
    }
  }
  ${storeRows(tile, layout.dq, ['i0', 'ints.queries'], 'o', vectors, () => 'floats.factor')}
}`;
}

/**
 * dk and dv of a tile of keys by a group, as tiles of the queries of all heads that share them go by: dv = Pᵀ dy,
 * dk = factor dSᵀ q.
 */
export function flashKeysCode({ tile, depth, valueDepth, form, layout }: BackForm): string {
  const { own, others, vectors, values, row, valueRow } = sizesOf(tile, depth, valueDepth);
  return `${scoreCode(form)}
${tilesOf(own, others, row, valueRow)}
var<workgroup> ts : array<f32, ${own * others}>;
var<workgroup> tw : array<f32, ${own * others}>;
fn main(group : i32, thread : i32) {
  let blocks = (ints.keys + ${own - 1}) / ${own};
  let keyHead = group / blocks;
  if (keyHead >= ints.batch * ints.kvHeads) { return; }
  let b = keyHead / ints.kvHeads;
  let sharing = ints.heads / ints.kvHeads;
  let j0 = (group % blocks) * ${own};
  let lastKey = min(j0 + ${own}, ints.keys) - 1;
  ${PLACE}
  ${loadRows('ta', layout.k, own, vectors, row, 'j0', 'ints.keys - j0')}
  ${loadRows('tb', layout.v, own, values, valueRow, 'j0', 'ints.keys - j0')}
  ${sumsOf('o', tile.rows, vectors)}
  ${sumsOf('u', tile.rows, values)}
  var first = 0;
  var end = ints.queries;
  if (ints.causal > 0) { first = max(first, j0 - ints.offset); }
  if (ints.span > 0) {
    first = max(first, j0 - ints.span + 1 - ints.offset);
    end = min(end, lastKey + ints.span - ints.offset);
  }
  first = first / ${others} * ${others};
  for (var part = 0; part < sharing; part++) {
    let h = (keyHead % ints.kvHeads) * sharing + part;
    let head = b * ints.heads + h;
    for (var i0 = first; i0 < end; i0 += ${others}) {
      workgroupBarrier();
      ${loadRows('tc', layout.q, others, vectors, row, 'i0', 'ints.queries - i0')}
      ${loadRows('td', layout.dy, others, values, valueRow, 'i0', 'ints.queries - i0')}
      workgroupBarrier();
      ${productsOf(tile, 's', ['ta', 'tc'], vectors, row)}
      ${productsOf(tile, 'g', ['tb', 'td'], values, valueRow)}
      ${cellsOf(
        tile,
        (r, c) => `let j = y + ${r * SIDE}; let i = x + ${c * SIDE};
        let score = scoreOf(b, h, i0 + i, j0 + j, s${r}_${c});
        let at = head * ints.queries + min(i0 + i, ints.queries - 1);
        let weight = select(exp(score - stats[2 * at]), 0.0, score == HIDDEN);
        tw[j * ${others} + i] = weight;
        ts[j * ${others} + i] = select(weight * (g${r}_${c} - stats[2 * at + 1]), 0.0, score == HIDDEN);`,
      )}
      workgroupBarrier();
      let clear = isClear(i0, min(i0 + ${others}, ints.queries) - 1, j0, lastKey);
      for (var c = 0; c < ${others}; c++) {
        ${weighted('o', 'ts', 'tc', tile, others, row, vectors)}
        ${weighted('u', 'tw', 'td', tile, others, valueRow, values)}
      }
    }
  }
  ${storeRows(tile, layout.dk, ['j0', 'ints.keys'], 'o', vectors, () => 'floats.factor')}
  ${storeRows(tile, layout.dv, ['j0', 'ints.keys'], 'u', values, () => '1.0')}
}`;
}

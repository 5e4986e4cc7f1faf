import type { FlashLayout } from './flash-layout';
import {
  cellsOf,
  guarded,
  partsOf,
  productsOf,
  queriesOfGroup,
  sizesOf,
  storeRows,
  sumsOf,
} from './flash-parts';
import { loadRows, range, type ScoreForm, scoreCode } from './flash-scores';
import { type FlashTile, pitchOf, SIDE } from './flash-tiles';

/**
 * Attention of a tile of queries by a group: tiles of keys go by in shared memory, with the running maximum, sum and weighted
 * values of each query. Also writes the logarithm of each query's sum of exponentials.
 */
export function flashForwardCode(
  tile: FlashTile,
  depth: number,
  valueDepth: number,
  form: ScoreForm,
  layout: FlashLayout,
): string {
  const { own, others, vectors, values, row, valueRow } = sizesOf(tile, depth, valueDepth);
  const rows = range(tile.rows);
  const pitch = pitchOf(others);
  const weighted = (text: (r: number) => string) =>
    partsOf(values).map((p) =>
      guarded(
        p,
        values,
        `let v = tk[c * ${valueRow} + x + ${p * SIDE}]; ${rows
          .map((r) => `o${r}_${p} += ${text(r).replaceAll('VALUE', 'v')};`)
          .join(' ')}`,
      ),
    );
  const scoped = (lines: string[]) => lines.map((line) => `{ ${line} }`).join('\n        ');
  const weights = rows.map((r) => `let w${r} = tp[(y + ${r * SIDE}) * ${pitch} + c];`);
  return `${scoreCode(form)}
var<workgroup> tq : array<vec4<f32>, ${own * row}>;
var<workgroup> tk : array<vec4<f32>, ${others * Math.max(row, valueRow)}>;
var<workgroup> tp : array<f32, ${own * pitch}>;
var<workgroup> shrink : array<f32, ${own}>;
fn main(group : i32, thread : i32) {
  ${queriesOfGroup(own)}
  ${loadRows('tq', layout.q, own, vectors, row, 'i0', 'ints.queries - i0')}
  ${sumsOf('o', tile.rows, values)}
  var most = -1e29;
  var total = 0.0;
  let end = endKey(last);
  for (var j0 = firstKey(i0) / ${others} * ${others}; j0 < end; j0 += ${others}) {
    workgroupBarrier();
    ${loadRows('tk', layout.k, others, vectors, row, 'j0', 'ints.keys - j0')}
    workgroupBarrier();
    ${productsOf(tile, 's', ['tq', 'tk'], vectors, row)}
    ${cellsOf(tile, (r, c) => `tp[(y + ${r * SIDE}) * ${pitch} + x + ${c * SIDE}] = s${r}_${c};`)}
    // In a loop: written out it would be most of the program.
    for (var cell = 0; cell < ${tile.rows * tile.columns}; cell++) {
      let i = y + cell / ${tile.columns} * ${SIDE};
      let j = x + cell % ${tile.columns} * ${SIDE};
      tp[i * ${pitch} + j] = scoreOf(b, h, i0 + i, j0 + j, tp[i * ${pitch} + j]);
    }
    workgroupBarrier();
    if (thread < ${own}) {
      let base = thread * ${pitch};
      var peak = most;
      for (var c = 0; c < ${others}; c++) { if (tp[base + c] > peak) { peak = tp[base + c]; } }
      let less = exp(most - peak);
      total *= less;
      for (var c = 0; c < ${others}; c++) {
        let s = tp[base + c];
        let weight = select(exp(s - peak), 0.0, s == HIDDEN);
        tp[base + c] = weight;
        total += weight;
      }
      most = peak;
      shrink[thread] = less;
    }
    ${loadRows('tk', layout.v, others, values, valueRow, 'j0', 'ints.keys - j0')}
    workgroupBarrier();
    ${rows
      .map(
        (r) =>
          `{ let less = shrink[y + ${r * SIDE}]; ${partsOf(values)
            .map((p) => `o${r}_${p} *= less;`)
            .join(' ')} }`,
      )
      .join('\n    ')}
    if (isClear(i0, last, j0, min(j0 + ${others}, ints.keys) - 1)) {
      for (var c = 0; c < ${others}; c++) {
        ${weights.join(' ')}
        ${scoped(weighted((r) => `w${r} * VALUE`))}
      }
    } else {
      // What is hidden is left out, even a NaN.
      for (var c = 0; c < ${others}; c++) {
        ${weights.join(' ')}
        ${scoped(weighted((r) => `select(w${r} * VALUE, vec4<f32>(0.0), w${r} == 0.0)`))}
      }
    }
  }
  workgroupBarrier();
  if (thread < ${own}) {
    shrink[thread] = select(0.0, 1.0 / total, total > 0.0 || isnan(total));
    if (i0 + thread < ints.queries) {
      stats[2 * (head * ints.queries + i0 + thread)] = select(0.0, most + log(total), total > 0.0 || isnan(total));
    }
  }
  workgroupBarrier();
  ${storeRows(tile, layout.output, ['i0', 'ints.queries'], 'o', values, (r) => `shrink[y + ${r * SIDE}]`)}
}`;
}

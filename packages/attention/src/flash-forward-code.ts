import type { FlashLayout } from './flash-layout';
import {
  formOf,
  partsOf,
  productsOf,
  queriesOfGroup,
  rowsOf,
  storeRows,
  sumsOf,
  weighted,
  weightsIn,
} from './flash-parts';
import { loadRows, range, type ScoreForm, scoreCode } from './flash-scores';
import type { FlashTile } from './flash-tiles';

/**
 * Attention of a tile of queries by a group: tiles of keys go by in shared memory, with the running maximum, sum and weighted
 * values of each query. A thread keeps the maxima of its rows, and its columns' part of their sums. Also writes the logarithm of
 * each query's sum of exponentials.
 */
export function flashForwardCode(
  tile: FlashTile,
  depth: number,
  valueDepth: number,
  score: ScoreForm,
  layout: FlashLayout,
): string {
  const form = formOf(tile, depth, valueDepth);
  const { own, others, vectors, values, row, valueRow, side, rows, columns, each, pitch } = form;
  const cells = (text: (r: number, c: number) => string) =>
    range(columns)
      .map((c) => rowsOf(form, (r) => text(r, c)))
      .join('\n    ');
  return `${scoreCode(score)}
var<workgroup> tq : array<vec4<f32>, ${own * row}>;
var<workgroup> tk : array<vec4<f32>, ${others * Math.max(row, valueRow)}>;
${weightsIn('tp', form)}
// Of each thread's rows: their maxima of its columns, and at the end its part of their sums.
var<workgroup> parts : array<${each}, ${side * pitch}>;
fn main(group : i32, thread : i32) {
  ${queriesOfGroup(form)}
  ${loadRows('tq', layout.q, own, vectors, row, 'i0', 'ints.queries - i0')}
  ${sumsOf('o', form, values)}
  var most = ${each}(-1e29);
  var total = ${each}(0.0);
  let end = endKey(last);
  for (var j0 = firstKey(i0) / ${others} * ${others}; j0 < end; j0 += ${others}) {
    workgroupBarrier();
    ${loadRows('tk', layout.k, others, vectors, row, 'j0', 'ints.keys - j0')}
    workgroupBarrier();
    ${productsOf(form, 's', ['tq', 'tk'], vectors, row)}
    var peak = most;
    ${cells((r, c) => `s${r}_${c} = scoreOf(b, h, i0 + y * ${rows} + ${r}, j0 + x + ${c * side}, s${r}_${c});`)}
    ${cells((r, c) => `if (s${r}_${c} > peak[${r}]) { peak[${r}] = s${r}_${c}; }`)}
    parts[y * ${pitch} + x] = peak;
    workgroupBarrier();
    for (var t = 0; t < ${side}; t++) { let part = parts[y * ${pitch} + t]; peak = select(peak, part, part > peak); }
    let less = exp(most - peak);
    total *= less;
    most = peak;
    ${range(columns)
      .map((c) => {
        const weights = rowsOf(
          form,
          (r) => `select(exp(s${r}_${c} - peak[${r}]), 0.0, s${r}_${c} == HIDDEN)`,
          ', ',
        );
        return `{ let w = ${each}(${weights}); total += w; tp[(x + ${c * side}) * ${pitch} + y] = w; }`;
      })
      .join('\n    ')}
    ${rowsOf(form, (r) =>
      partsOf(values, form)
        .map((p) => `o${r}_${p} *= less[${r}];`)
        .join(' '),
    )}
    ${loadRows('tk', layout.v, others, values, valueRow, 'j0', 'ints.keys - j0')}
    workgroupBarrier();
    let clear = isClear(i0, last, j0, min(j0 + ${others}, ints.keys) - 1);
    ${weighted('o', 'tp', 'tk', form, valueRow, values)}
  }
  workgroupBarrier();
  parts[y * ${pitch} + x] = total;
  workgroupBarrier();
  total = ${each}(0.0);
  for (var t = 0; t < ${side}; t++) { total += parts[y * ${pitch} + t]; }
  ${rowsOf(
    form,
    (r) => `let seen${r} = total[${r}] > 0.0 || isnan(total[${r}]);
  if (x == 0 && i0 + y * ${rows} + ${r} < ints.queries) {
    stats[2 * (head * ints.queries + i0 + y * ${rows} + ${r})] = select(0.0, most[${r}] + log(total[${r}]), seen${r});
  }`,
    '\n  ',
  )}
  ${storeRows(form, layout.output, ['i0', 'ints.queries'], 'o', values, (r) => `select(0.0, 1.0 / total[${r}], seen${r})`)}
}`;
}

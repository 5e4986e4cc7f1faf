import type { FlashLayout } from './flash-layout';
import {
  type FlashForm,
  formOf,
  placeOf,
  productsOf,
  queriesOfGroup,
  rowsOf,
  storeRows,
  sumsOf,
  tilesOf,
  weighted,
  weightsIn,
} from './flash-parts';
import { loadRows, range, type ScoreForm, scoreCode } from './flash-scores';
import type { FlashTile } from './flash-tiles';

/** A program of the way back. */
interface BackForm {
  readonly tile: FlashTile;
  readonly depth: number;
  readonly valueDepth: number;
  readonly score: ScoreForm;
  readonly layout: FlashLayout;
}

/** A text for each column of a thread, in a scope of its own. */
function columnsOf({ columns, side }: FlashForm, text: (c: number, at: string) => string): string {
  return range(columns)
    .map((c) => `{ ${text(c, `x + ${c * side}`)} }`)
    .join('\n    ');
}

/**
 * dq of a tile of queries by a group, as tiles of keys go by: dS = P (dy vᵀ − δ), dq = factor dS k, with the weights P made anew
 * from the logarithms of their sums; and δ = Σ dy y of each query.
 */
export function flashQueriesCode({ tile, depth, valueDepth, score, layout }: BackForm): string {
  const form = formOf(tile, depth, valueDepth);
  const { own, others, vectors, values, row, valueRow, rows, each, pitch } = form;
  const slope = (r: number, c: number, j: string) => `{
      let score = scoreOf(b, h, i0 + y * ${rows} + ${r}, j0 + ${j}, s${r}_${c});
      dS[${r}] = select(exp(score - sum[${r}]) * (g${r}_${c} - delta[${r}]), 0.0, score == HIDDEN);
    }`;
  return `${scoreCode(score)}
${tilesOf(form)}
${weightsIn('ts', form)}
var<workgroup> sums : array<f32, ${own}>;
var<workgroup> deltas : array<f32, ${own}>;
fn main(group : i32, thread : i32) {
  ${queriesOfGroup(form)}
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
  workgroupBarrier();
  let sum = ${each}(${rowsOf(form, (r) => `sums[y * ${rows} + ${r}]`, ', ')});
  let delta = ${each}(${rowsOf(form, (r) => `deltas[y * ${rows} + ${r}]`, ', ')});
  ${sumsOf('o', form, vectors)}
  let end = endKey(last);
  for (var j0 = firstKey(i0) / ${others} * ${others}; j0 < end; j0 += ${others}) {
    workgroupBarrier();
    ${loadRows('tc', layout.k, others, vectors, row, 'j0', 'ints.keys - j0')}
    ${loadRows('td', layout.v, others, values, valueRow, 'j0', 'ints.keys - j0')}
    workgroupBarrier();
    ${productsOf(form, 's', ['ta', 'tc'], vectors, row)}
    ${productsOf(form, 'g', ['tb', 'td'], values, valueRow)}
    ${columnsOf(
      form,
      (c, j) =>
        `var dS = ${each}(0.0); ${rowsOf(form, (r) => slope(r, c, j))} ts[(${j}) * ${pitch} + y] = dS;`,
    )}
    workgroupBarrier();
    let clear = isClear(i0, last, j0, min(j0 + ${others}, ints.keys) - 1);
    ${weighted('o', 'ts', 'tc', form, row, vectors)}
  }
  ${storeRows(form, layout.dq, ['i0', 'ints.queries'], 'o', vectors, () => 'floats.factor')}
}`;
}

/**
 * dk and dv of a tile of keys by a group, as tiles of the queries of all heads that share them go by: dv = Pᵀ dy,
 * dk = factor dSᵀ q.
 */
export function flashKeysCode({ tile, depth, valueDepth, score, layout }: BackForm): string {
  const form = formOf(tile, depth, valueDepth);
  const { own, others, vectors, values, row, valueRow, rows, each, pitch } = form;
  const slope = (r: number, c: number, i: string) => `{
        let score = scoreOf(b, h, i0 + ${i}, j0 + y * ${rows} + ${r}, s${r}_${c});
        w[${r}] = select(exp(score - sum), 0.0, score == HIDDEN);
        dS[${r}] = select(w[${r}] * (g${r}_${c} - delta), 0.0, score == HIDDEN);
      }`;
  return `${scoreCode(score)}
${tilesOf(form)}
${weightsIn('ts', form)}
${weightsIn('tw', form)}
fn main(group : i32, thread : i32) {
  let blocks = (ints.keys + ${own - 1}) / ${own};
  let keyHead = group / blocks;
  if (keyHead >= ints.batch * ints.kvHeads) { return; }
  let b = keyHead / ints.kvHeads;
  let sharing = ints.heads / ints.kvHeads;
  let j0 = (group % blocks) * ${own};
  let lastKey = min(j0 + ${own}, ints.keys) - 1;
  ${placeOf(form)}
  ${loadRows('ta', layout.k, own, vectors, row, 'j0', 'ints.keys - j0')}
  ${loadRows('tb', layout.v, own, values, valueRow, 'j0', 'ints.keys - j0')}
  ${sumsOf('o', form, vectors)}
  ${sumsOf('u', form, values)}
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
      ${productsOf(form, 's', ['ta', 'tc'], vectors, row)}
      ${productsOf(form, 'g', ['tb', 'td'], values, valueRow)}
      ${columnsOf(
        form,
        (c, i) => `let at = 2 * (head * ints.queries + min(i0 + ${i}, ints.queries - 1));
      let sum = stats[at]; let delta = stats[at + 1];
      var w = ${each}(0.0); var dS = ${each}(0.0);
      ${rowsOf(form, (r) => slope(r, c, i))}
      tw[(${i}) * ${pitch} + y] = w; ts[(${i}) * ${pitch} + y] = dS;`,
      )}
      workgroupBarrier();
      let clear = isClear(i0, min(i0 + ${others}, ints.queries) - 1, j0, lastKey);
      ${weighted('o', 'ts', 'tc', form, row, vectors)}
      ${weighted('u', 'tw', 'td', form, valueRow, values)}
    }
  }
  ${storeRows(form, layout.dk, ['j0', 'ints.keys'], 'o', vectors, () => 'floats.factor')}
  ${storeRows(form, layout.dv, ['j0', 'ints.keys'], 'u', values, () => '1.0')}
}`;
}

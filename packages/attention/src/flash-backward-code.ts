import {
  cellsOf,
  guarded,
  productsOf,
  sizesOf,
  sumsOf,
  tilesOf,
  weighted,
} from './flash-back-parts';
import type { FlashLayout, RowsAt } from './flash-layout';
import { loadRows, range, type ScoreForm, scoreCode } from './flash-scores';
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
  const { own, others, vectors, values, row, valueRow, x, y } = sizesOf(tile, depth, valueDepth);
  const parts = range(Math.ceil(vectors / SIDE));
  return `${scoreCode(form)}
${tilesOf(own, others, row, valueRow)}
var<workgroup> ts : array<f32, ${own * others}>;
var<workgroup> sums : array<f32, ${own}>;
var<workgroup> deltas : array<f32, ${own}>;
fn main(group : i32, thread : i32) {
  let blocks = (ints.queries + ${own - 1}) / ${own};
  let head = group / blocks;
  if (head >= ints.batch * ints.heads) { return; }
  let b = head / ints.heads;
  let h = head % ints.heads;
  let keyHead = b * ints.kvHeads + h * ints.kvHeads / ints.heads;
  let i0 = (group % blocks) * ${own};
  let last = min(i0 + ${own}, ints.queries) - 1;
  let x = ${x};
  let y = ${y};
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
  ${sumsOf('o', tile.rows, parts)}
  let end = endKey(last);
  for (var j0 = firstKey(i0) / ${others} * ${others}; j0 < end; j0 += ${others}) {
    workgroupBarrier();
    ${loadRows('tc', layout.k, others, vectors, row, 'j0', 'ints.keys - j0')}
    ${loadRows('td', layout.v, others, values, valueRow, 'j0', 'ints.keys - j0')}
    workgroupBarrier();
    ${productsOf(tile, vectors, values, row, valueRow)}
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
      ${weighted('o', 'ts', 'tc', tile, others, row, vectors, parts)}
    }
  }
  ${range(tile.rows)
    .map(
      (r) =>
        `{ let i = i0 + y + ${r * SIDE}; if (i < ints.queries) { ${parts
          .map((p) =>
            guarded(
              p,
              vectors,
              `${layout.dq.from}[${layout.dq.first('i')} + x + ${p * SIDE}] = o${r}_${p} * floats.factor;`,
            ),
          )
          .join(' ')} } }`,
    )
    .join('\n  ')}
}`;
}

/**
 * dk and dv of a tile of keys by a group, as tiles of the queries of all heads that share them go by: dv = Pᵀ dy,
 * dk = factor dSᵀ q.
 */
export function flashKeysCode({ tile, depth, valueDepth, form, layout }: BackForm): string {
  const { own, others, vectors, values, row, valueRow, x, y } = sizesOf(tile, depth, valueDepth);
  const parts = range(Math.ceil(vectors / SIDE));
  const valueParts = range(Math.ceil(values / SIDE));
  const out = (
    { from, first }: RowsAt,
    sum: string,
    count: number,
    own_: number[],
    factor: string,
  ) =>
    range(tile.rows)
      .map(
        (r) =>
          `{ let j = j0 + y + ${r * SIDE}; if (j < ints.keys) { ${own_
            .map((p) =>
              guarded(
                p,
                count,
                `${from}[${first('j')} + x + ${p * SIDE}] = ${sum}${r}_${p}${factor};`,
              ),
            )
            .join(' ')} } }`,
      )
      .join('\n  ');
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
  let x = ${x};
  let y = ${y};
  ${loadRows('ta', layout.k, own, vectors, row, 'j0', 'ints.keys - j0')}
  ${loadRows('tb', layout.v, own, values, valueRow, 'j0', 'ints.keys - j0')}
  ${sumsOf('o', tile.rows, parts)}
  ${sumsOf('u', tile.rows, valueParts)}
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
      ${productsOf(tile, vectors, values, row, valueRow)}
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
        ${weighted('o', 'ts', 'tc', tile, others, row, vectors, parts)}
        ${weighted('u', 'tw', 'td', tile, others, valueRow, values, valueParts)}
      }
    }
  }
  ${out(layout.dk, 'o', vectors, parts, ' * floats.factor')}
  ${out(layout.dv, 'u', values, valueParts, '')}
}`;
}

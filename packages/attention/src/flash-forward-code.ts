import type { FlashLayout } from './flash-layout';
import { loadRows, range, type ScoreForm, scoreCode } from './flash-scores';
import { type FlashTile, rowOf, SIDE } from './flash-tiles';

/**
 * Attention of a tile of queries by a group: tiles of keys go by in shared memory, with the running maximum, sum and weighted
 * values of each query. Also writes the logarithm of each query's sum of exponentials.
 */
export function flashForwardCode(
  { rows, columns }: FlashTile,
  depth: number,
  valueDepth: number,
  form: ScoreForm,
  layout: FlashLayout,
): string {
  const [own, others] = [SIDE * rows, SIDE * columns];
  const [vectors, values] = [depth / 4, valueDepth / 4];
  const [row, valueRow] = [rowOf(depth), rowOf(valueDepth)];
  const parts = range(Math.ceil(values / SIDE));
  const place = (p: number) => `x + ${p * SIDE}`;
  const guarded = (p: number, text: string) =>
    (p + 1) * SIDE <= values ? text : `if (${place(p)} < ${values}) { ${text} }`;
  const each = <T>(f: (r: number, c: number) => T, c: readonly number[]) =>
    range(rows).flatMap((r) => c.map((d) => f(r, d)));
  const weighted = (text: (r: number) => string) =>
    parts.map((p) =>
      guarded(
        p,
        `let v = tk[c * ${valueRow} + ${place(p)}]; ${range(rows)
          .map((r) => `o${r}_${p} += ${text(r).replaceAll('VALUE', 'v')};`)
          .join(' ')}`,
      ),
    );
  const scoped = (lines: string[]) => lines.map((line) => `{ ${line} }`).join('\n        ');
  const weights = range(rows).map((r) => `let w${r} = tp[(y + ${r * SIDE}) * ${others} + c];`);
  return `${scoreCode(form)}
var<workgroup> tq : array<vec4<f32>, ${own * row}>;
var<workgroup> tk : array<vec4<f32>, ${others * Math.max(row, valueRow)}>;
var<workgroup> tp : array<f32, ${own * others}>;
var<workgroup> shrink : array<f32, ${own}>;
fn main(group : i32, thread : i32) {
  let blocks = (ints.queries + ${own - 1}) / ${own};
  let head = group / blocks;
  if (head >= ints.batch * ints.heads) { return; }
  let b = head / ints.heads;
  let h = head % ints.heads;
  let keyHead = b * ints.kvHeads + h * ints.kvHeads / ints.heads;
  let i0 = (group % blocks) * ${own};
  let last = min(i0 + ${own}, ints.queries) - 1;
  let x = thread % ${SIDE};
  let y = thread / ${SIDE};
  ${loadRows('tq', layout.q, own, vectors, row, 'i0', 'ints.queries - i0')}
  ${each((r, p) => `var o${r}_${p} = vec4<f32>(0.0);`, parts).join(' ')}
  var most = -1e29;
  var total = 0.0;
  let end = endKey(last);
  for (var j0 = firstKey(i0) / ${others} * ${others}; j0 < end; j0 += ${others}) {
    workgroupBarrier();
    ${loadRows('tk', layout.k, others, vectors, row, 'j0', 'ints.keys - j0')}
    workgroupBarrier();
    ${each((r, c) => `var s${r}_${c} = 0.0;`, range(columns)).join(' ')}
    for (var d = 0; d < ${vectors}; d++) {
      ${range(columns)
        .map((c) => `let k${c} = tk[(x + ${c * SIDE}) * ${row} + d];`)
        .join(' ')}
      ${range(rows)
        .map(
          (r) =>
            `{ let own = tq[(y + ${r * SIDE}) * ${row} + d]; ${range(columns)
              .map((c) => `s${r}_${c} += dot(own, k${c});`)
              .join(' ')} }`,
        )
        .join('\n      ')}
    }
    ${each(
      (r, c) =>
        `tp[(y + ${r * SIDE}) * ${others} + x + ${c * SIDE}] = scoreOf(b, h, i0 + y + ${r * SIDE}, j0 + x + ${c * SIDE}, s${r}_${c});`,
      range(columns),
    ).join('\n    ')}
    workgroupBarrier();
    if (thread < ${own}) {
      let base = thread * ${others};
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
    ${range(rows)
      .map(
        (r) =>
          `{ let less = shrink[y + ${r * SIDE}]; ${parts.map((p) => `o${r}_${p} *= less;`).join(' ')} }`,
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
  ${range(rows)
    .map(
      (r) =>
        `{ let i = i0 + y + ${r * SIDE}; if (i < ints.queries) { let share = shrink[y + ${r * SIDE}]; ${parts
          .map((p) =>
            guarded(p, `output[${layout.output.first('i')} + ${place(p)}] = o${r}_${p} * share;`),
          )
          .join(' ')} } }`,
    )
    .join('\n  ')}
}`;
}

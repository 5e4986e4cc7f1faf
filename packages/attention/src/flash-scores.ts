import type { Extra } from './attention-program';
import type { RowsAt } from './flash-layout';

/** What a program of attention is told of its mask. */
export interface ScoreForm {
  readonly has: ReadonlySet<Extra>;
  /** The mask hides where it is 0, rather than being added. */
  readonly boolean: boolean;
}

/**
 * WGSL of `scoreOf(b, h, i, j, product)`: the score of query i and key j, or HIDDEN; of `firstKey` and `endKey` of a range of
 * queries, and of `isClear`: no key of a tile is hidden from a query of it.
 */
export function scoreCode({ has, boolean }: ScoreForm): string {
  const when = (extra: Extra, text: string) => (has.has(extra) ? text : '');
  const at = (name: string) =>
    `b * ints.${name}Batch + h * ints.${name}Head + i * ints.${name}Row + j * ints.${name}Step`;
  // What hides does so whatever the score is: a sum would keep NaN.
  const added = (name: string) =>
    `let ${name}Part = ${name}[${at(name)}]; if (${name}Part <= -1e30) { return HIDDEN; } score += ${name}Part;`;
  const masked = boolean ? `if (mask[${at('mask')}] == 0) { return HIDDEN; }` : added('mask');
  const special = has.has('mask') || has.has('bias') || has.has('lengths');
  return `
const HIDDEN = -1e30;
fn scoreOf(b : i32, h : i32, i : i32, j : i32, product : f32) -> f32 {
  let stands = ints.offset + i;
  if (i >= ints.queries || j >= ints.keys) { return HIDDEN; }
  if (ints.span > 0 && (j <= stands - ints.span || j >= stands + ints.span)) { return HIDDEN; }
  if (ints.causal > 0 && j > stands) { return HIDDEN; }
  ${when('lengths', 'if (j >= lengths[b]) { return HIDDEN; }')}
  var score = product * floats.factor;
  ${when('bias', added('bias'))}
  ${when('slopes', 'score -= slopes[h] * f32(abs(stands - j));')}
  ${when('mask', masked)}
  // A score of -1e30 and less, of -infinity too, is hidden.
  if (!(score > -1e29) && !isnan(score)) { return HIDDEN; }
  return score;
}
fn firstKey(i0 : i32) -> i32 {
  return select(0, max(0, ints.offset + i0 - ints.span + 1), ints.span > 0);
}
fn endKey(last : i32) -> i32 {
  var end = ints.keys;
  if (ints.span > 0) { end = min(end, ints.offset + last + ints.span); }
  if (ints.causal > 0) { end = min(end, ints.offset + last + 1); }
  return end;
}
fn isClear(i0 : i32, last : i32, j0 : i32, lastKey : i32) -> bool {
  ${
    special
      ? 'return false;'
      : `let behind = ints.causal == 0 || lastKey <= ints.offset + i0;
  let near = ints.span == 0 || (j0 > ints.offset + last - ints.span && lastKey < ints.offset + i0 + ints.span);
  return behind && near;`
  }
}`;
}

/** WGSL that loads rows of a tile, from `row0` on, into shared memory: zeros beyond the `left` ones. */
export function loadRows(
  shared: string,
  { from, first, stride }: RowsAt,
  count: number,
  vectors: number,
  row: number,
  row0: string,
  left: string,
): string {
  return `for (var t = thread; t < ${count * vectors}; t += THREADS) {
      let r = t / ${vectors};
      var value = vec4<f32>(0.0);
      if (r < ${left}) { value = ${from}[${first(row0)} + r * ${stride} + t % ${vectors}]; }
      ${shared}[r * ${row} + t % ${vectors}] = value;
    }`;
}

/** Numbers from 0 on. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

import { EMPTY, exponentOf, exponentOfExp, mantissaOf, mantissaOfExp, power } from './scaled';

/*
 * The states of `count` labels are their own and the blanks around them, blank i before label i. A row of them is four arrays
 * of `pitch` bytes: mantissas and exponents of the labels, then those of the blanks. Four floats stand before each array and
 * behind the last, for the states that there are not.
 */

/** Bytes of an array: one blank more than labels, in fours, with the four before. */
// @ts-ignore: decorator
@inline
export function pitchOf(count: i32): usize {
  return <usize>((count + 8) & ~3) << 2;
}

/** Bytes of a row. */
// @ts-ignore: decorator
@inline
export function rowOf(pitch: usize): usize {
  return 4 * pitch + 16;
}

/** No state is possible, before the arrays and behind them neither. */
export function clearRow(row: usize, pitch: usize): void {
  for (let k = 0; k < 4; k++) {
    const value = f32x4.splat(k & 1 ? EMPTY : 0);
    for (const end = row + pitch; row < end; row += 16) v128.store(row, value);
  }
  v128.store(row, f32x4.splat(0));
}

/** No label is before the first. */
export function fence(row: usize, pitch: usize): void {
  v128.store(row, f32x4.splat(0));
  v128.store(row + pitch, f32x4.splat(EMPTY));
}

/** The state is certain: 1 · 2⁰. */
export function enter(row: usize, pitch: usize, blank: bool, i: i32): void {
  const at = row + (blank ? 2 * pitch : 0) + 16 + (<usize>i << 2);
  store<f32>(at, 1);
  store<f32>(at + pitch, 0);
}

/** The class of each label in bytes, those that are not there as the blank; and where it is another than the label before. */
export function prepare(labels: usize, count: i32, blank: i32, pitch: usize, ids: usize, differs: usize): void {
  const places = <i32>(pitch >> 2) - 4;
  for (let i = 0; i < places; i++) {
    store<i32>(ids, (i < count ? load<i32>(labels) : blank) << 2);
    store<i32>(differs, i > 0 && i < count && load<i32>(labels) != load<i32>(labels - 4) ? -1 : 0);
    if (i < count) labels += 4;
    ids += 4;
    differs += 4;
  }
  v128.store(differs, i32x4.splat(0));
}

/** x at the classes of four labels, less the peak. */
// @ts-ignore: decorator
@inline
export function gather4(x: usize, ids: usize, peaks: v128): v128 {
  let four = v128.load32_zero(x + load<u32>(ids));
  four = v128.load32_lane(x + load<u32>(ids, 4), four, 1);
  four = v128.load32_lane(x + load<u32>(ids, 8), four, 2);
  four = v128.load32_lane(x + load<u32>(ids, 12), four, 3);
  return f32x4.sub(four, peaks);
}

// @ts-ignore: decorator
@inline
function put(row: usize, pitch: usize, m: v128, e: v128): void {
  v128.store(row + pitch, exponentOf(m, e));
  v128.store(row, mantissaOf(m));
}

/**
 * One frame forward: `to` of `from`, each state from itself, the one before it, and a label from another label before it;
 * times the probability of its class in the frame.
 */
export function forth(
  from: usize, to: usize, x: usize, peak: f32, inverse: f32, blank: i32, ids: usize, differs: usize, pitch: usize,
): void {
  const peaks = f32x4.splat(peak);
  const inverses = f32x4.splat(inverse);
  const atBlank = f32x4.sub(v128.load32_splat(x + (<usize>blank << 2)), peaks);
  const blankE = exponentOfExp(atBlank);
  const blankM = f32x4.mul(mantissaOfExp(atBlank, blankE), inverses);
  const empty = f32x4.splat(EMPTY);
  from += 16;
  to += 16;
  for (const end = from + pitch - 16; from < end; from += 16) {
    const lm = v128.load(from);
    const le = v128.load(from + pitch);
    const bm = v128.load(from + 2 * pitch);
    const be = v128.load(from + 3 * pitch);
    const pm = v128.load(from - 4);
    const pe = v128.load(from + pitch - 4);
    const skips = v128.load(differs);
    const se = v128.bitselect(pe, empty, skips);
    const z = gather4(x, ids, peaks);
    const k = exponentOfExp(z);
    let top = f32x4.pmax(f32x4.pmax(le, be), se);
    let sum = f32x4.add(f32x4.mul(lm, power(f32x4.sub(le, top))), f32x4.mul(bm, power(f32x4.sub(be, top))));
    sum = f32x4.add(sum, f32x4.mul(v128.and(pm, skips), power(f32x4.sub(se, top))));
    put(to, pitch, f32x4.mul(sum, f32x4.mul(mantissaOfExp(z, k), inverses)), f32x4.add(top, k));
    top = f32x4.pmax(be, pe);
    sum = f32x4.add(f32x4.mul(bm, power(f32x4.sub(be, top))), f32x4.mul(pm, power(f32x4.sub(pe, top))));
    put(to + 2 * pitch, pitch, f32x4.mul(sum, blankM), f32x4.add(top, blankE));
    ids += 16;
    differs += 16;
    to += 16;
  }
}

/** The row of what follows each state, times the probability of its class in the frame: into `to`. */
export function weigh(
  from: usize, to: usize, x: usize, peak: f32, inverse: f32, blank: i32, ids: usize, pitch: usize,
): void {
  const peaks = f32x4.splat(peak);
  const inverses = f32x4.splat(inverse);
  const atBlank = f32x4.sub(v128.load32_splat(x + (<usize>blank << 2)), peaks);
  const blankE = exponentOfExp(atBlank);
  const blankM = f32x4.mul(mantissaOfExp(atBlank, blankE), inverses);
  from += 16;
  to += 16;
  for (const end = from + pitch - 16; from < end; from += 16) {
    const z = gather4(x, ids, peaks);
    const k = exponentOfExp(z);
    const lm = f32x4.mul(v128.load(from), f32x4.mul(mantissaOfExp(z, k), inverses));
    put(to, pitch, lm, f32x4.add(v128.load(from + pitch), k));
    const bm = f32x4.mul(v128.load(from + 2 * pitch), blankM);
    put(to + 2 * pitch, pitch, bm, f32x4.add(v128.load(from + 3 * pitch), blankE));
    ids += 16;
    to += 16;
  }
}

/** One frame back: `to`, what follows each state, of the weighed row of the frame after. */
export function back(from: usize, to: usize, differs: usize, pitch: usize): void {
  const empty = f32x4.splat(EMPTY);
  from += 16;
  to += 16;
  for (const end = from + pitch - 16; from < end; from += 16) {
    const lm = v128.load(from);
    const le = v128.load(from + pitch);
    const bm = v128.load(from + 2 * pitch);
    const be = v128.load(from + 3 * pitch);
    const nm = v128.load(from + 2 * pitch + 4);
    const ne = v128.load(from + 3 * pitch + 4);
    const skips = v128.load(differs + 4);
    const sm = v128.and(v128.load(from + 4), skips);
    const se = v128.bitselect(v128.load(from + pitch + 4), empty, skips);
    let top = f32x4.pmax(f32x4.pmax(le, ne), se);
    let sum = f32x4.add(f32x4.mul(lm, power(f32x4.sub(le, top))), f32x4.mul(nm, power(f32x4.sub(ne, top))));
    sum = f32x4.add(sum, f32x4.mul(sm, power(f32x4.sub(se, top))));
    put(to, pitch, sum, top);
    top = f32x4.pmax(be, le);
    sum = f32x4.add(f32x4.mul(bm, power(f32x4.sub(be, top))), f32x4.mul(lm, power(f32x4.sub(le, top))));
    put(to + 2 * pitch, pitch, sum, top);
    differs += 16;
    to += 16;
  }
}

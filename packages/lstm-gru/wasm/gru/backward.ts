import { gruRowAfterBackward, gruRowCandidateBackward, gruRowGatesBackward } from './row';
import { packWeight, packedBytes, packsAt, productBytes, timesWeight } from '../recurrent';
import { addFloats, firstStep, isPast } from '../rows';

/** Bytes that `gruBackward` needs as scratch. */
export function gruBackwardScratch(batch: i32, hidden: i32): f64 {
  return productBytes() + packedBytes(hidden, 3 * hidden) + packedBytes(hidden, hidden) +
    <f64>batch * <f64>hidden * 4;
}

/**
 * Backpropagation through time of `gruForward`: writes dzx [batch, time, 3 hidden], the gradient at x Wx,
 * 0 from a row's length on, and dh0 [batch, hidden], which runs along (to its end only if `ofState`); with `after` also dzh, the gradient
 * at hPrev Wh, which is else dzx itself.
 *
 * dy [batch, time, hidden] and dlast may be 0: no gradient comes in there.
 */
export function gruBackward(
  batch: i32, time: i32, hidden: i32,
  y: usize, gates: usize, inner: usize, h0: usize, wh: usize, dy: usize, dlast: usize,
  dzx: usize, dzh: usize, dh0: usize,
  lengths: usize, reverse: bool, after: bool, hard: bool, ofState: bool, scratch: usize,
): void {
  const width = (<usize>hidden) << 2;
  const wide = 3 * width;
  const three = 3 * hidden;
  const steps = <usize>time;
  const columns = after ? three : 2 * hidden;
  const packedWh = packsAt(scratch);
  const packedWn = packedWh + ((<usize>packedBytes(hidden, columns) + 63) & ~63);
  const dInner = packedWn + ((<usize>packedBytes(hidden, hidden) + 63) & ~63);
  const wn = wh + 2 * width;
  packWeight(batch, time, hidden, columns, wh, three, true, packedWh);
  if (!after) packWeight(batch, time, hidden, hidden, wn, three, true, packedWn);
  if (dlast != 0) memory.copy(dh0, dlast, <usize>batch * width);
  else memory.fill(dh0, 0, <usize>batch * width);
  const previous: isize = reverse ? <isize>width : -(<isize>width);
  for (let s = time - 1; s >= 0; s--) {
    const t = reverse ? time - 1 - s : s;
    for (let b = 0; b < batch; b++) {
      const row = <usize>b * steps + <usize>t;
      if (isPast(lengths, b, t)) {
        memory.fill(dzx + row * wide, 0, wide);
        if (after) memory.fill(dzh + row * wide, 0, wide);
        continue;
      }
      const dh = dh0 + <usize>b * width;
      if (dy != 0) addFloats(dh, dy + row * width, hidden);
      const before = stateBefore(y, h0, row, b, t, width, previous, firstStep(lengths, b, time, reverse));
      if (after) {
        gruRowAfterBackward(hidden, gates + row * wide, inner + row * width, before, dh, dzx + row * wide, dzh + row * wide, hard);
      } else {
        gruRowCandidateBackward(hidden, gates + row * wide, before, dh, dzx + row * wide, hard);
      }
    }
    if (!after) {
      const dn = dzx + <usize>t * wide + 2 * width;
      timesWeight(batch, time, hidden, hidden, dn, time * three, wn, three, true, packedWn, dInner, hidden, false, scratch);
      for (let b = 0; b < batch; b++) {
        if (isPast(lengths, b, t)) continue;
        const row = <usize>b * steps + <usize>t;
        const before = stateBefore(y, h0, row, b, t, width, previous, firstStep(lengths, b, time, reverse));
        gruRowGatesBackward(hidden, gates + row * wide, before, dInner + <usize>b * width, dh0 + <usize>b * width, dzx + row * wide, hard);
      }
    }
    // Where nobody asks for the gradient of the first state, nobody asks for this product.
    if (s == 0 && !ofState) break;
    const at = (after ? dzh : dzx) + <usize>t * wide;
    timesWeight(batch, time, hidden, columns, at, time * three, wh, three, true, packedWh, dh0, hidden, true, scratch);
  }
}

/** The address of the state before step t of row b, 0 for zeros. */
// @ts-ignore: decorator
@inline
function stateBefore(y: usize, h0: usize, row: usize, b: i32, t: i32, width: usize, previous: isize, first: i32): usize {
  if (t != first) return <usize>(<isize>(y + row * width) + previous);
  return h0 != 0 ? h0 + <usize>b * width : 0;
}

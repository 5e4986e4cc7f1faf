import { lstmRowBackward } from './row';
import { packWeight, packedBytes, packsAt, productBytes, timesWeight } from '../recurrent';
import { addFloats, firstStep, isPast } from '../rows';

/** Bytes that `lstmBackward` needs as scratch; `out` is 0 without a projection. */
export function lstmBackwardScratch(batch: i32, hidden: i32, out: i32): f64 {
  const weights = packedBytes(out ? out : hidden, 4 * hidden) + (out ? packedBytes(hidden, out) : 0);
  return productBytes() + weights + <f64>batch * <f64>hidden * 4 + <f64>hidden * 12 + 64;
}

/** So many rows of so many steps are added up before they go to the gradient of the peepholes: a long sum loses its end. */
const ROWS_AT_ONCE: i32 = 1024;

/**
 * Backpropagation through time of `lstmForward`: writes dz [batch, time, 4 hidden], the gradient at what
 * goes into the gates, 0 from a row's length on; dh0 [batch, out] and dc0 [batch, hidden], which run along (dh0
 * to its end only if `ofState`);
 * dpeephole [3 hidden]; with a projection dhs [batch, time, out], the whole gradient at each output, whose
 * product with mids is that of the projection.
 *
 * dy [batch, time, out], dlastH and dlastC may be 0: no gradient comes in there.
 */
export function lstmBackward(
  batch: i32, time: i32, hidden: i32, out: i32,
  gates: usize, cells: usize, c0: usize, wh: usize, peephole: usize, projection: usize,
  dy: usize, dlastH: usize, dlastC: usize,
  dz: usize, dh0: usize, dc0: usize, dpeephole: usize, dhs: usize,
  lengths: usize, reverse: bool, hard: bool, ofState: bool, scratch: usize,
): void {
  const width = (<usize>hidden) << 2;
  const wide = 4 * width;
  const outWidth = (<usize>out) << 2;
  const steps = <usize>time;
  const four = 4 * hidden;
  const packedWh = packsAt(scratch);
  const packedP = packedWh + ((<usize>packedBytes(out, four) + 63) & ~63);
  const dms = packedP + (projection != 0 ? (<usize>packedBytes(hidden, out) + 63) & ~63 : 0);
  packWeight(batch, time, out, four, wh, four, true, packedWh);
  if (projection != 0) packWeight(batch, time, hidden, out, projection, out, true, packedP);
  if (dlastH != 0) memory.copy(dh0, dlastH, <usize>batch * outWidth);
  else memory.fill(dh0, 0, <usize>batch * outWidth);
  if (dlastC != 0) memory.copy(dc0, dlastC, <usize>batch * width);
  else memory.fill(dc0, 0, <usize>batch * width);
  let part: usize = 0;
  let inPart: i32 = 0;
  if (dpeephole != 0) {
    part = (dms + <usize>batch * width + 63) & ~63;
    memory.fill(part, 0, 3 * width);
    memory.fill(dpeephole, 0, 3 * width);
  }
  const previous: isize = reverse ? <isize>width : -(<isize>width);
  for (let s = time - 1; s >= 0; s--) {
    const t = reverse ? time - 1 - s : s;
    for (let b = 0; b < batch; b++) {
      if (isPast(lengths, b, t)) continue;
      if (dy != 0) addFloats(dh0 + <usize>b * outWidth, dy + (<usize>b * steps + <usize>t) * outWidth, out);
    }
    if (projection != 0) {
      timesWeight(batch, time, hidden, out, dh0, out, projection, out, true, packedP, dms, hidden, false, scratch);
    }
    for (let b = 0; b < batch; b++) {
      const row = <usize>b * steps + <usize>t;
      const dh = dh0 + <usize>b * outWidth;
      if (isPast(lengths, b, t)) {
        memory.fill(dz + row * wide, 0, wide);
        if (dhs != 0) memory.fill(dhs + row * outWidth, 0, outWidth);
        continue;
      }
      const c = cells + row * width;
      let before = <usize>(<isize>c + previous);
      if (t == firstStep(lengths, b, time, reverse)) before = c0 != 0 ? c0 + <usize>b * width : 0;
      const dm = projection != 0 ? dms + <usize>b * width : dh;
      lstmRowBackward(
        hidden, gates + row * wide, before, peephole, c, dm, dc0 + <usize>b * width, dz + row * wide, part, hard,
      );
      if (dhs != 0) memory.copy(dhs + row * outWidth, dh, outWidth);
      // A row that has not begun keeps its gradient; this one's has gone into dz.
      memory.fill(dh, 0, outWidth);
    }
    inPart += batch;
    if (part != 0 && (inPart >= ROWS_AT_ONCE || s == 0)) {
      addFloats(dpeephole, part, 3 * hidden);
      memory.fill(part, 0, 3 * width);
      inPart = 0;
    }
    // Where nobody asks for the gradient of the first state, nobody asks for this product.
    if (s == 0 && !ofState) break;
    const at = dz + <usize>t * wide;
    timesWeight(batch, time, out, four, at, time * four, wh, four, true, packedWh, dh0, out, true, scratch);
  }
}

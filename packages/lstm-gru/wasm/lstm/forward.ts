import { gemm } from '@dl/core/wasm/core';
import { lstmRow } from './row';
import { packWeight, packedBytes, packsAt, productBytes, timesWeight } from '../recurrent';
import { firstStep, isPast } from '../rows';

/** Bytes that `lstmForward` needs as scratch; `out` is 0 without a projection. */
export function lstmForwardScratch(hidden: i32, out: i32): f64 {
  return productBytes() + packedBytes(4 * hidden, out ? out : hidden) + (out ? packedBytes(out, hidden) : 0);
}

/**
 * A long short-term memory over whole sequences: z = x Wx + b + h Wh of all steps, then `lstmRow`, then
 * h = m P where there is a projection.
 *
 * x [batch, time, in], wx [in, 4 hidden], wh [out, 4 hidden], projection [hidden, out] (0: none, and
 * `out` is `hidden`); h0 [batch, out], c0 [batch, hidden] (0: zeros). Writes y [batch, time, out] (0 from
 * a row's length on), lastH, lastC, and for the way back gates [batch, time, 4 hidden], cells and, with a
 * projection, mids [batch, time, hidden], the outputs before it.
 */
export function lstmForward(
  batch: i32, time: i32, inSize: i32, hidden: i32, out: i32,
  x: usize, wx: usize, bias: usize, wh: usize, peephole: usize, projection: usize, h0: usize, c0: usize,
  y: usize, lastH: usize, lastC: usize, gates: usize, cells: usize, mids: usize,
  lengths: usize, reverse: bool, hard: bool, scratch: usize,
): void {
  const width = (<usize>hidden) << 2;
  const wide = 4 * width;
  const outWidth = (<usize>out) << 2;
  const steps = <usize>time;
  const four = 4 * hidden;
  gemm(batch * time, four, inSize, x, inSize, false, wx, four, false, gates, four, false, scratch);
  if (h0 != 0) memory.copy(lastH, h0, <usize>batch * outWidth);
  else memory.fill(lastH, 0, <usize>batch * outWidth);
  if (c0 != 0) memory.copy(lastC, c0, <usize>batch * width);
  else memory.fill(lastC, 0, <usize>batch * width);
  const packedWh = packsAt(scratch);
  const packedP = packedWh + ((<usize>packedBytes(four, out) + 63) & ~63);
  packWeight(batch, time, four, out, wh, four, false, packedWh);
  if (projection != 0) packWeight(batch, time, out, hidden, projection, out, false, packedP);
  for (let s = 0; s < time; s++) {
    const t = reverse ? time - 1 - s : s;
    const z = gates + <usize>t * wide;
    // Nothing comes from a state of zeros.
    if (s > 0 || h0 != 0) {
      timesWeight(batch, time, four, out, lastH, out, wh, four, false, packedWh, z, time * four, true, scratch);
    }
    for (let b = 0; b < batch; b++) {
      const row = <usize>b * steps + <usize>t;
      const m = projection != 0 ? mids + row * width : y + row * width;
      if (isPast(lengths, b, t)) {
        memory.fill(m, 0, width);
        continue;
      }
      const c = cells + row * width;
      const last = lastC + <usize>b * width;
      const begins = c0 == 0 && t == firstStep(lengths, b, time, reverse);
      lstmRow(hidden, gates + row * wide, bias, begins ? 0 : last, peephole, c, m, hard);
      memory.copy(last, c, width);
    }
    if (projection != 0) {
      const at = y + <usize>t * outWidth;
      const m = mids + <usize>t * width;
      timesWeight(batch, time, out, hidden, m, time * hidden, projection, out, false, packedP, at, time * out, false, scratch);
    }
    for (let b = 0; b < batch; b++) {
      if (isPast(lengths, b, t)) continue;
      memory.copy(lastH + <usize>b * outWidth, y + (<usize>b * steps + <usize>t) * outWidth, outWidth);
    }
  }
}

import { gemm } from '@dl/core/wasm/core';
import { gruRowAfter, gruRowCandidate, gruRowGates } from './row';
import { packWeight, packedBytes, packsAt, productBytes, timesWeight } from '../recurrent';
import { isPast } from '../rows';

/** Bytes that `gruForward` needs as scratch. */
export function gruForwardScratch(batch: i32, hidden: i32): f64 {
  return productBytes() + packedBytes(3 * hidden, hidden) + packedBytes(hidden, hidden) +
    <f64>batch * <f64>hidden * 12;
}

/**
 * A gated recurrent unit over whole sequences: x Wx of all steps, then step by step the products with Wh
 * and the rows of gru-row. `after`: the reset gate comes after its product, as in PyTorch; else before it,
 * as in the paper.
 *
 * x [batch, time, in], wx [in, 3 hidden], wh [hidden, 3 hidden], both [r z n]; bias [3 hidden],
 * innerBias [hidden], h0 [batch, hidden] (zeros) may be 0. Writes y [batch, time, hidden] (0 from a row's
 * length on), last, and for the way back gates [batch, time, 3 hidden] and inner [batch, time, hidden], 0
 * from a row's length on.
 */
export function gruForward(
  batch: i32, time: i32, inSize: i32, hidden: i32,
  x: usize, wx: usize, bias: usize, wh: usize, innerBias: usize, h0: usize,
  y: usize, last: usize, gates: usize, inner: usize,
  lengths: usize, reverse: bool, after: bool, hard: bool, scratch: usize,
): void {
  const width = (<usize>hidden) << 2;
  const wide = 3 * width;
  const three = 3 * hidden;
  const steps = <usize>time;
  gemm(batch * time, three, inSize, x, inSize, false, wx, three, false, gates, three, false, scratch);
  if (h0 != 0) memory.copy(last, h0, <usize>batch * width);
  else memory.fill(last, 0, <usize>batch * width);
  const columns = after ? three : 2 * hidden;
  const packedWh = packsAt(scratch);
  const packedWn = packedWh + ((<usize>packedBytes(columns, hidden) + 63) & ~63);
  const zh = packedWn + ((<usize>packedBytes(hidden, hidden) + 63) & ~63);
  const wn = wh + 2 * width;
  packWeight(batch, time, columns, hidden, wh, three, false, packedWh);
  if (!after) packWeight(batch, time, hidden, hidden, wn, three, false, packedWn);
  for (let s = 0; s < time; s++) {
    const t = reverse ? time - 1 - s : s;
    const z = gates + <usize>t * wide;
    if (after) {
      timesWeight(batch, time, three, hidden, last, hidden, wh, three, false, packedWh, zh, three, false, scratch);
    } else {
      timesWeight(batch, time, columns, hidden, last, hidden, wh, three, false, packedWh, z, time * three, true, scratch);
    }
    for (let b = 0; b < batch; b++) {
      const row = <usize>b * steps + <usize>t;
      const before = last + <usize>b * width;
      if (isPast(lengths, b, t)) {
        memory.fill(y + row * width, 0, width);
        memory.fill(inner + row * width, 0, width);
      } else if (after) {
        const h = y + row * width;
        gruRowAfter(hidden, gates + row * wide, zh + <usize>b * wide, bias, innerBias, before, inner + row * width, h, hard);
        memory.copy(before, h, width);
      } else {
        gruRowGates(hidden, gates + row * wide, bias, before, inner + row * width, hard);
      }
    }
    if (after) continue;
    const q = inner + <usize>t * width;
    timesWeight(batch, time, hidden, hidden, q, time * hidden, wn, three, false, packedWn, z + 2 * width, time * three, true, scratch);
    for (let b = 0; b < batch; b++) {
      if (isPast(lengths, b, t)) continue;
      const row = <usize>b * steps + <usize>t;
      const before = last + <usize>b * width;
      const h = y + row * width;
      gruRowCandidate(hidden, gates + row * wide, bias, before, h);
      memory.copy(before, h, width);
    }
  }
}

import { biasActivation, gemm, gemmPackedRight, packRight } from '@dl/core/wasm/core';
import { GEMM_SCRATCH_BYTES } from '@dl/core/wasm/gemm';
import { PACK_FROM } from './scratch';

/**
 * y[b,t] = f(x[b,t] Wx + bias + h Wh) with h the state before the step, for all steps.
 *
 * x [batch, time, in], wx [in, hidden], wh [hidden, hidden], h0 (address 0: zeros) and last
 * [batch, hidden], y [batch, time, hidden]; bias 0 for none. `lengths` (int32 [batch], 0 for none):
 * y is 0 from a row's length on, and `last` is its state at its end. `reverse` runs from a row's last
 * step to its first.
 */
export function rnnForward(
  batch: i32, time: i32, inSize: i32, hidden: i32,
  x: usize, wx: usize, bias: usize, wh: usize, h0: usize,
  y: usize, last: usize, lengths: usize, reverse: bool, activation: i32, scratch: usize,
): void {
  const width = (<usize>hidden) << 2;
  const rowStride = <usize>time * width;
  const ldc = time * hidden;
  // The input's share of all steps is one product; the recurrent share is added step by step.
  gemm(batch * time, hidden, inSize, x, inSize, false, wx, hidden, false, y, hidden, false, scratch);
  if (h0 != 0) memory.copy(last, h0, <usize>batch * width);
  else memory.fill(last, 0, <usize>batch * width);
  const packed = scratch + GEMM_SCRATCH_BYTES;
  const packs = batch >= PACK_FROM && time > 1;
  if (packs) packRight(hidden, hidden, wh, hidden, false, packed);
  for (let s = 0; s < time; s++) {
    const t = reverse ? time - 1 - s : s;
    const out = y + <usize>t * width;
    if (packs) {
      gemmPackedRight(batch, hidden, hidden, last, hidden, false, packed, out, ldc, true, scratch);
    } else {
      gemm(batch, hidden, hidden, last, hidden, false, wh, hidden, false, out, ldc, true, scratch);
    }
    biasActivation(out, batch, hidden, ldc, bias, activation);
    for (let b = 0; b < batch; b++) {
      const row = out + <usize>b * rowStride;
      if (lengths != 0 && t >= load<i32>(lengths + ((<usize>b) << 2))) memory.fill(row, 0, width);
      else memory.copy(last + <usize>b * width, row, width);
    }
  }
}

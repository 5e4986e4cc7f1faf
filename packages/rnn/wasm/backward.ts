import { activationBackward, gemm, gemmPackedRight, packRight } from '@dl/core/wasm/core';
import { GEMM_SCRATCH_BYTES, packedRightBytes } from '@dl/core/wasm/gemm';
import { PACK_FROM } from './scratch';

// @ts-ignore: decorator
@inline
function isPast(lengths: usize, b: i32, t: i32): bool {
  return lengths != 0 && t >= load<i32>(lengths + ((<usize>b) << 2));
}

// @ts-ignore: decorator
@inline
function addTo(target: usize, source: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
  }
  for (; at < bytes; at += 4) store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at));
}

/**
 * Backpropagation through time: dz[b,t] = (dy[b,t] + dz[b,next] Whᵀ) f′(y[b,t]), the gradient at
 * each step's pre-activation, 0 from a row's length on.
 *
 * dy [batch, time, hidden] and dlast [batch, hidden] may be 0 (no gradient comes in there); writes
 * dz [batch, time, hidden] and dh0 [batch, hidden] (0: nobody asks), the running gradient of the state.
 */
export function rnnBackward(
  batch: i32, time: i32, hidden: i32,
  y: usize, dy: usize, dlast: usize, wh: usize, dz: usize, dh0: usize,
  lengths: usize, reverse: bool, activation: i32, scratch: usize,
): void {
  const width = (<usize>hidden) << 2;
  const rowStride = <usize>time * width;
  const packed = scratch + GEMM_SCRATCH_BYTES;
  if (dh0 == 0) dh0 = packed + ((packedRightBytes(hidden, hidden) + 63) & ~63);
  const packs = batch >= PACK_FROM && time > 1;
  if (packs) packRight(hidden, hidden, wh, hidden, true, packed);
  if (dlast != 0) memory.copy(dh0, dlast, <usize>batch * width);
  else memory.fill(dh0, 0, <usize>batch * width);
  for (let s = time - 1; s >= 0; s--) {
    const t = reverse ? time - 1 - s : s;
    const step = <usize>t * width;
    for (let b = 0; b < batch; b++) {
      const offset = <usize>b * rowStride + step;
      const dh = dh0 + <usize>b * width;
      if (isPast(lengths, b, t)) {
        memory.fill(dz + offset, 0, width);
        continue;
      }
      if (dy != 0) addTo(dh, dy + offset, width);
      activationBackward(dh, y + offset, dz + offset, hidden, activation);
      // A row that has not begun keeps its gradient; this one's has gone into dz.
      memory.fill(dh, 0, width);
    }
    if (packs) {
      gemmPackedRight(batch, hidden, hidden, dz + step, time * hidden, false, packed, dh0, hidden, true, scratch);
    } else {
      gemm(batch, hidden, hidden, dz + step, time * hidden, false, wh, hidden, true, dh0, hidden, true, scratch);
    }
  }
}

// @ts-ignore: decorator
@inline
function lengthOf(lengths: usize, b: i32, time: i32): i32 {
  return lengths != 0 ? load<i32>(lengths + ((<usize>b) << 2)) : time;
}

/**
 * dWh = Σ over rows and steps of hᵀ dz with h the state before the step. That state is the output
 * one step away, so it is one product of y and dz shifted against one another by a step,
 * [hidden, batch · time − 1] by [batch · time − 1, hidden], and one of h0 with the steps that begin
 * a row (h0 address 0: it was zeros, and that product is nothing). Those steps are taken out of dz
 * for the first product and put back at the end.
 */
export function rnnRecurrentGradient(
  batch: i32, time: i32, hidden: i32,
  y: usize, h0: usize, dz: usize, dwh: usize, lengths: usize, reverse: bool, scratch: usize,
): void {
  const width = (<usize>hidden) << 2;
  const rowStride = <usize>time * width;
  const begins = (scratch + GEMM_SCRATCH_BYTES + 63) & ~63;
  for (let b = 0; b < batch; b++) {
    const t = reverse ? lengthOf(lengths, b, time) - 1 : 0;
    const at = dz + <usize>b * rowStride + <usize>t * width;
    memory.copy(begins + <usize>b * width, at, width);
    memory.fill(at, 0, width);
  }
  const before = reverse ? y + width : y;
  const after = reverse ? dz : dz + width;
  gemm(hidden, hidden, batch * time - 1, before, hidden, true, after, hidden, false, dwh, hidden, false, scratch);
  if (h0 != 0) gemm(hidden, hidden, batch, h0, hidden, true, begins, hidden, false, dwh, hidden, true, scratch);
  for (let b = 0; b < batch; b++) {
    const t = reverse ? lengthOf(lengths, b, time) - 1 : 0;
    memory.copy(dz + <usize>b * rowStride + <usize>t * width, begins + <usize>b * width, width);
  }
}

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

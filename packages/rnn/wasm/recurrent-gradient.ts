import { gemm } from '@dl/core/wasm/core';
import { GEMM_SCRATCH_BYTES } from '@dl/core/wasm/gemm';
import { stepsOf } from './padding';

/** Bytes that `recurrentGradient` needs as scratch: the product's own, then the steps that begin a row. */
export function recurrentGradientScratch(batch: i32, width: i32): f64 {
  return <f64>GEMM_SCRATCH_BYTES + <f64>batch * <f64>width * 4 + 64;
}

/**
 * dWh = Σ over rows and steps of hᵀ dz with h the state before the step: y [batch, time, hidden] and
 * h0 [batch, hidden] hold the states, dz [batch, time, …] has rows of `stepDz` floats, of which the first `width` are meant,
 * dwh is [hidden, width].
 *
 * That state is the output one step away, so it is one product of y and dz shifted against one another
 * by a step, [hidden, batch · time − 1] by [batch · time − 1, width], and one of h0 with the steps that
 * begin a row (h0 address 0: it was zeros, and that product is nothing). Those steps are taken out of dz
 * for the first product and put back at the end. A row of no steps has none that begins it.
 */
export function recurrentGradient(
  batch: i32, time: i32, hidden: i32, width: i32,
  y: usize, h0: usize, dz: usize, stepDz: i32, dwh: usize,
  lengths: usize, reverse: bool, scratch: usize,
): void {
  const bytes = (<usize>width) << 2;
  const rowDz = (<usize>stepDz) << 2;
  const begins = (scratch + GEMM_SCRATCH_BYTES + 63) & ~63;
  for (let b = 0; b < batch; b++) {
    const n = stepsOf(lengths, b, time);
    if (n == 0) {
      memory.fill(begins + <usize>b * bytes, 0, bytes);
      continue;
    }
    const at = dz + (<usize>b * <usize>time + (reverse ? n - 1 : 0)) * rowDz;
    memory.copy(begins + <usize>b * bytes, at, bytes);
    memory.fill(at, 0, bytes);
  }
  const before = reverse ? y + ((<usize>hidden) << 2) : y;
  const after = reverse ? dz : dz + rowDz;
  const steps = batch * time - 1;
  gemm(hidden, width, steps, before, hidden, true, after, stepDz, false, dwh, width, false, scratch);
  if (h0 != 0) {
    gemm(hidden, width, batch, h0, hidden, true, begins, width, false, dwh, width, true, scratch);
  }
  for (let b = 0; b < batch; b++) {
    const n = stepsOf(lengths, b, time);
    if (n == 0) continue;
    const at = dz + (<usize>b * <usize>time + (reverse ? n - 1 : 0)) * rowDz;
    memory.copy(at, begins + <usize>b * bytes, bytes);
  }
}

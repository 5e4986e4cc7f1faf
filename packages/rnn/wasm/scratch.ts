import { GEMM_SCRATCH_BYTES, packedRightBytes } from '@dl/core/wasm/gemm';

/** From this batch on the recurrent matrix is packed once for all steps. */
export const PACK_FROM: i32 = 4;

/** Bytes that `rnnForward` needs as scratch: the product's own, then the packed recurrent matrix. */
export function rnnForwardScratch(hidden: i32): i32 {
  return GEMM_SCRATCH_BYTES + packedRightBytes(hidden, hidden) + 64;
}

/** Bytes that `rnnBackward` needs as scratch. */
export function rnnBackwardScratch(hidden: i32): i32 {
  return rnnForwardScratch(hidden);
}

/** Bytes that `rnnRecurrentGradient` needs as scratch: the product's own, then the states before each step. */
export function rnnRecurrentScratch(batch: i32, time: i32, hidden: i32): i32 {
  return GEMM_SCRATCH_BYTES + batch * time * hidden * 4 + 64;
}

import { GEMM_SCRATCH_BYTES, packedRightBytes } from '@dl/core/wasm/gemm';

// Bytes as f64: from 2 GiB on an i32 would be negative, and JavaScript would ask for nothing.

/** From this batch on the recurrent matrix is packed once for all steps. */
export const PACK_FROM: i32 = 4;

/** Bytes that `rnnForward` needs as scratch: the product's own, then the packed recurrent matrix. */
export function rnnForwardScratch(hidden: i32): f64 {
  return <f64>GEMM_SCRATCH_BYTES + <f64>(<u32>packedRightBytes(hidden, hidden)) + 64;
}

/** Bytes that `rnnBackward` needs as scratch: as `rnnForward`, then the running gradient of the state. */
export function rnnBackwardScratch(batch: i32, hidden: i32): f64 {
  return rnnForwardScratch(hidden) + <f64>batch * <f64>hidden * 4;
}

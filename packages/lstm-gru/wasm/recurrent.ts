import { gemm, gemmPackedRight, packRight } from '@dl/core/wasm/core';
import { GEMM_SCRATCH_BYTES, packedRightBytes } from '@dl/core/wasm/gemm';

/** From this batch on a weight that every step multiplies with is packed once for all of them. */
const PACK_FROM: i32 = 4;

/** Bytes of one packed weight [k, n], after what comes before it; as f64, since an i32 would turn negative. */
export function packedBytes(n: i32, k: i32): f64 {
  return <f64>(<u32>packedRightBytes(n, k)) + 64;
}

/** Bytes that the product itself asks for. */
export function productBytes(): f64 {
  return <f64>GEMM_SCRATCH_BYTES + 64;
}

/** Where the weights that `packWeight` packs begin. */
// @ts-ignore: decorator
@inline
export function packsAt(scratch: usize): usize {
  return (scratch + GEMM_SCRATCH_BYTES + 63) & ~63;
}

// @ts-ignore: decorator
@inline
export function packs(batch: i32, time: i32): bool {
  return batch >= PACK_FROM && time > 1;
}

/** Packs op(w)[k, n], whose stored rows are `ldw` floats apart. Does nothing for few rows. */
// @ts-ignore: decorator
@inline
export function packWeight(batch: i32, time: i32, n: i32, k: i32, w: usize, ldw: i32, turned: bool, at: usize): void {
  if (packs(batch, time)) packRight(n, k, w, ldw, turned, at);
}

/** c [batch, n] = a [batch, k] op(w), plus c if `accumulate`; by the packed weight where it was packed. */
// @ts-ignore: decorator
@inline
export function timesWeight(
  batch: i32, time: i32, n: i32, k: i32, a: usize, lda: i32, w: usize, ldw: i32, turned: bool, packed: usize,
  c: usize, ldc: i32, accumulate: bool, scratch: usize,
): void {
  if (packs(batch, time)) gemmPackedRight(batch, n, k, a, lda, false, packed, c, ldc, accumulate, scratch);
  else gemm(batch, n, k, a, lda, false, w, ldw, turned, c, ldc, accumulate, scratch);
}

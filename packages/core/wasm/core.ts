/*
 * Core's own kernels as other modules call them: not compiled into each, but imported from the module that core
 * registers (`instantiate` passes its exports as `core`). A call from one module into another costs a few nanoseconds.
 */

/** `gemm` of gemm.ts. */
// @ts-ignore: decorator
@external("core", "gemm")
export declare function gemm(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, transA: bool,
  b: usize, ldb: i32, transB: bool,
  c: usize, ldc: i32, accumulate: bool, scratch: usize,
): void;

/** `gemmBatched` of gemm.ts. */
// @ts-ignore: decorator
@external("core", "gemmBatched")
export declare function gemmBatched(
  batch: i32, strideA: i32, strideB: i32, strideC: i32,
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, transA: bool,
  b: usize, ldb: i32, transB: bool,
  c: usize, ldc: i32, accumulate: bool, scratch: usize,
): void;

/** `packedRightBytes` of gemm.ts. */
// @ts-ignore: decorator
@external("core", "packedRightBytes")
export declare function packedRightBytes(n: i32, k: i32): i32;

/** `packRight` of gemm.ts. */
// @ts-ignore: decorator
@external("core", "packRight")
export declare function packRight(n: i32, k: i32, b: usize, ldb: i32, transB: bool, out: usize): void;

/** `gemmPackedRight` of gemm.ts. */
// @ts-ignore: decorator
@external("core", "gemmPackedRight")
export declare function gemmPackedRight(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, transA: bool,
  packed: usize, c: usize, ldc: i32, accumulate: bool, scratch: usize,
): void;

/** `biasActivation` of elementwise.ts. */
// @ts-ignore: decorator
@external("core", "biasActivation")
export declare function biasActivation(x: usize, rows: i32, columns: i32, stride: i32, bias: usize, activation: i32): void;

/** `columnSums` of reduce.ts. */
// @ts-ignore: decorator
@external("core", "columnSums")
export declare function columnSums(x: usize, rows: i32, columns: i32, out: usize): void;

/** `activationBackward` of elementwise.ts. */
// @ts-ignore: decorator
@external("core", "activationBackward")
export declare function activationBackward(dy: usize, y: usize, out: usize, n: i32, activation: i32): void;

/** `sumOfSquares` of reduce.ts. */
// @ts-ignore: decorator
@external("core", "sumOfSquares")
export declare function sumOfSquares(x: usize, n: i32): f64;

/** `adamStep` of optim.ts. */
// @ts-ignore: decorator
@external("core", "adamStep")
export declare function adamStep(
  p: usize, g: usize, m: usize, v: usize, w: usize, n: i32, lr: f64, beta1: f64, beta2: f64, eps: f64,
  correction1: f64, correction2: f64, weightDecay: f64, decoupled: bool,
): void;

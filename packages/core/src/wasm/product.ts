import * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../generated/wasm';
import { broadcastShape } from './broadcast-shape';
import { behind } from './kernel-module';
import { addressOf, allocate } from './output';
import { scratch } from './registry';

/** Sizes of a product op(a)·op(b) whose leading axes broadcast. */
export interface ProductPlan {
  readonly shape: number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batchA: readonly number[];
  readonly batchB: readonly number[];
}

/** What a·b will look like, or undefined where the shapes do not fit. Both of rank 2 or more. */
export function planProduct(
  a: readonly number[],
  b: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
): ProductPlan | undefined {
  const rankA = a.length;
  const rankB = b.length;
  if (rankA < 2 || rankB < 2) return undefined;
  const m = a[transposeA ? rankA - 1 : rankA - 2] as number;
  const k = a[transposeA ? rankA - 2 : rankA - 1] as number;
  const n = b[transposeB ? rankB - 2 : rankB - 1] as number;
  if (b[transposeB ? rankB - 1 : rankB - 2] !== k) return undefined;
  if (rankA === 2 && rankB === 2) return { shape: [m, n], m, n, k, batchA: NONE, batchB: NONE };
  const batchA = a.slice(0, -2);
  const batchB = b.slice(0, -2);
  const batch = broadcastShape(batchA, batchB);
  return batch && { shape: [...batch, m, n], m, n, k, batchA, batchB };
}

const NONE: readonly number[] = [];

/** op(a)·op(b) by the packed kernel: a new tensor. */
export function product(
  kernels: CoreKernels,
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
  plan: ProductPlan,
): tf.Tensor {
  const { m, n, k, batchA, batchB } = plan;
  // Sums of nothing: tfjs's own op comes here with them, too.
  if (a.size === 0 || b.size === 0) return tf.zeros(plan.shape);
  // First, so that no output is left behind where there is no room for it.
  const room = scratch(scratchBytes(kernels));
  const y = allocate(plan.shape);
  const lda = transposeA ? m : k;
  const ldb = transposeB ? k : n;
  const at = addressOf(a);
  const bt = addressOf(b);
  const yt = addressOf(y);
  const rowsA = sizeOf(batchA);
  if (sizeOf(batchB) === 1 && (!transposeA || rowsA === 1)) {
    // One right side for all: the batch is more rows.
    kernels.gemm(m * rowsA, n, k, at, lda, transposeA, bt, ldb, transposeB, yt, n, false, room);
    return y;
  }
  const offsets = batchOffsets(batchA, batchB);
  for (const { batch, a: offsetA, b: offsetB, y: offsetY, strideA, strideB } of offsets) {
    const strides = [strideA * m * k, strideB * k * n, m * n] as const;
    const left = [behind(at, 4 * offsetA * m * k), lda, transposeA] as const;
    const right = [behind(bt, 4 * offsetB * k * n), ldb, transposeB] as const;
    const to = behind(yt, 4 * offsetY * m * n);
    kernels.gemmBatched(batch, ...strides, m, n, k, ...left, ...right, to, n, false, room);
  }
  return y;
}

/** What the packed product needs of scratch memory, in bytes. */
export function scratchBytes(kernels: CoreKernels): number {
  if (asked !== kernels) {
    asked = kernels;
    bytesOfScratch = kernels.gemmScratchBytes();
  }
  return bytesOfScratch;
}

// Asked once an instance: a call into WASM costs as much as a small product.
let asked: CoreKernels | undefined;
let bytesOfScratch = 0;

interface Run {
  batch: number;
  a: number;
  b: number;
  y: number;
  strideA: number;
  strideB: number;
}

/** Runs of products with one stride each: one run unless axes broadcast in turn. Offsets count matrices. */
function batchOffsets(batchA: readonly number[], batchB: readonly number[]): Run[] {
  const sizeA = sizeOf(batchA);
  const sizeB = sizeOf(batchB);
  const same = batchA.length === batchB.length && batchA.every((d, i) => d === batchB[i]);
  if (same || sizeA === 1 || sizeB === 1) {
    const strideA = sizeA === 1 ? 0 : 1;
    const strideB = sizeB === 1 ? 0 : 1;
    return [{ batch: Math.max(sizeA, sizeB), a: 0, b: 0, y: 0, strideA, strideB }];
  }
  const shape = broadcastShape(batchA, batchB) as number[];
  const runs: Run[] = [];
  for (let y = 0; y < sizeOf(shape); y++) {
    const a = offsetIn(batchA, shape, y);
    const b = offsetIn(batchB, shape, y);
    runs.push({ batch: 1, a, b, y, strideA: 0, strideB: 0 });
  }
  return runs;
}

/** Where the `index`-th matrix of the broadcast `shape` lies in `batch`. */
function offsetIn(batch: readonly number[], shape: readonly number[], index: number): number {
  let offset = 0;
  let stride = 1;
  for (let i = 1; i <= shape.length; i++) {
    const size = shape[shape.length - i] as number;
    const own = batch[batch.length - i] ?? 1;
    if (own !== 1) offset += (index % size) * stride;
    stride *= own;
    index = Math.floor(index / size);
  }
  return offset;
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const d of shape) size *= d;
  return size;
}

import * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../generated/wasm';
import { matMul } from '../ops/dense/mat-mul';
import { type Address, behind } from '../wasm/kernel-module';
import { scratchBytes } from '../wasm/product';
import { scratch } from '../wasm/registry';

/** How far a matrix is brought to an orthogonal one. */
export interface Orthogonalising {
  readonly iterations: number;
  /** The least that a matrix is divided by. */
  readonly epsilon: number;
}

/** Of the quintic iteration, which grows small singular values fastest (Jordan et al. 2024). */
const [A, B, C] = [3.4445, -4.775, 2.0315];

/** What norms are measured in: squares of 1e30 are no floats. */
const SMALLEST = 1e-30;
const LARGEST = 3.4028234663852886e38;

/**
 * Nearly the orthogonal matrix U Vᵀ of G = U S Vᵀ, by Newton and Schulz: X ← G / ‖G‖, then so many times
 * X ← a X + (b A + c A²) X with A = X Xᵀ, or from the right where there are more rows than columns. Singular values
 * end between 0.7 and 1.2.
 *
 * @param g [rows, columns]
 */
export function orthogonalised(g: tf.Tensor, { iterations, epsilon }: Orthogonalising): tf.Tensor {
  const [rows, columns] = g.shape as [number, number];
  const isWide = rows <= columns;
  const peak = tf.clipByValue(tf.max(tf.abs(g)), SMALLEST, LARGEST);
  const share = tf.div(g, peak);
  const norm = tf.sqrt(tf.sum(tf.square(share)));
  let x = tf.div(share, tf.maximum(norm, tf.div(epsilon, peak)));
  for (let i = 0; i < iterations; i++) {
    const gram = matMul(x, x, isWide ? { transposeB: true } : { transposeA: true });
    const change = tf.add(tf.mul(gram, B), tf.mul(matMul(gram, gram), C));
    x = tf.add(tf.mul(x, A), isWide ? matMul(change, x) : matMul(x, change));
  }
  return x;
}

/** How many numbers `orthogonaliseAt` needs: two of the matrix's size, and two of its smaller side's square. */
export function orthogonalisingRoom(rows: number, columns: number): number {
  const least = Math.min(rows, columns);
  return 2 * rows * columns + 2 * least * least;
}

/**
 * The same of the matrix at the beginning of `work`, which has room as above, by kernels. The address of the result, there
 * too.
 */
export function orthogonaliseAt(
  kernels: CoreKernels,
  work: Address,
  rows: number,
  columns: number,
  { iterations, epsilon }: Orthogonalising,
): Address {
  const size = rows * columns;
  const least = Math.min(rows, columns);
  const square = least * least;
  const isWide = rows <= columns;
  let [x, y] = [work, behind(work, 4 * size)];
  const gram = behind(work, 8 * size);
  const change = behind(gram, 4 * square);
  // No kernel asks for more: it is there.
  const room = scratch(scratchBytes(kernels));
  const norm = Math.sqrt(kernels.sumOfSquares(x, size));
  // A NaN stays.
  kernels.scale(1 / (norm < epsilon ? epsilon : norm), x, x, size);
  for (let i = 0; i < iterations; i++) {
    const [inner, to] = [isWide ? columns : rows, [gram, least, false, room] as const];
    kernels.gemm(least, least, inner, x, columns, !isWide, x, columns, isWide, ...to);
    kernels.scale(B / C, gram, change, square);
    const squared = [gram, least, false, gram, least, false, change, least, true, room] as const;
    kernels.gemm(least, least, least, ...squared);
    kernels.scale(C, change, change, square);
    kernels.scale(A, x, y, size);
    const [left, right] = isWide ? [change, x] : [x, change];
    const sides = [left, isWide ? least : columns, false, right, columns, false] as const;
    kernels.gemm(rows, columns, least, ...sides, y, columns, true, room);
    [x, y] = [y, x];
  }
  return x;
}

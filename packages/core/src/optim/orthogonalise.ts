import * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../generated/wasm';
import { SYMMETRIC, type SymmetricKernels } from '../generated/wasm-symmetric';
import { matMul } from '../ops/dense/mat-mul';
import { type Address, behind, NOWHERE } from '../wasm/kernel-module';
import { scratchBytes } from '../wasm/product';
import { kernelsOf, scratch } from '../wasm/registry';

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
 * From how much longer a side than the other iterations are of the smaller Gram matrix: 12 to c + 7 products of n³ against
 * 8 c + 3, of which products of symmetric results count as half; those take a bit more.
 */
const LONG = 1.2;

/**
 * Nearly the orthogonal matrix U Vᵀ of G = U S Vᵀ, by Newton and Schulz: X ← G / ‖G‖, then so many times
 * X ← C X with C = a + b A + c A², A = X Xᵀ, or from the right where there are more rows than columns. Singular values
 * end between 0.7 and 1.2. Of a long matrix A alone is iterated, A ← C A C, and X is multiplied by all C once: all
 * are polynomials of the first A.
 *
 * @param g [rows, columns]
 */
export function orthogonalised(g: tf.Tensor, { iterations, epsilon }: Orthogonalising): tf.Tensor {
  const { isWide, isLong, least } = sidesOf(...(g.shape as [number, number]));
  const gramOf = (x: tf.Tensor) =>
    matMul(x, x, isWide ? { transposeB: true } : { transposeA: true });
  const applied = (change: tf.Tensor, x: tf.Tensor) =>
    isWide ? matMul(change, x) : matMul(x, change);
  const peak = tf.clipByValue(tf.max(tf.abs(g)), SMALLEST, LARGEST);
  const share = tf.div(g, peak);
  const norm = tf.sqrt(tf.sum(tf.square(share)));
  const first = tf.div(share, tf.maximum(norm, tf.div(epsilon, peak)));
  const identity = tf.mul(tf.eye(least), A);
  let x: tf.Tensor = first;
  let gram = gramOf(first);
  let all: tf.Tensor | undefined;
  for (let i = 0; i < iterations; i++) {
    const change = tf.add(identity, tf.add(tf.mul(gram, B), tf.mul(matMul(gram, gram), C)));
    const isLast = i + 1 === iterations;
    if (isLong) {
      all = all === undefined ? change : matMul(change, all);
      if (!isLast) gram = matMul(change, matMul(change, gram));
    } else {
      x = applied(change, x);
      if (!isLast) gram = gramOf(x);
    }
  }
  return all === undefined ? x : applied(all, first);
}

function sidesOf(rows: number, columns: number) {
  const [least, most] = [Math.min(rows, columns), Math.max(rows, columns)];
  return { isWide: rows <= columns, isLong: most > LONG * least, least };
}

/** How many numbers `orthogonaliseAt` needs: two of the matrix's size, and four of its smaller side's square. */
export function orthogonalisingRoom(rows: number, columns: number): number {
  return 2 * rows * columns + 4 * Math.min(rows, columns) ** 2;
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
  const { isWide, isLong, least } = sidesOf(rows, columns);
  const [size, square] = [rows * columns, least * least];
  // No kernel asks for more: it is there.
  const room = scratch(scratchBytes(kernels));
  const { upperProduct, mirror } = kernelsOf(SYMMETRIC) as SymmetricKernels;
  const gramOf = (x: Address, out: Address) => {
    const inner = isWide ? columns : rows;
    upperProduct(0, least, least, inner, x, columns, !isWide, x, columns, isWide, out, room);
    mirror(least, out, 1, NOWHERE, 0, 0);
  };
  const applied = (change: Address, x: Address, out: Address) => {
    const [left, right] = isWide ? [change, x] : [x, change];
    const sides = [left, isWide ? least : columns, false, right, columns, false] as const;
    kernels.gemm(rows, columns, least, ...sides, out, columns, false, room);
  };
  // All are polynomials of one symmetric matrix, and so are their products. s a b + t x + d I.
  const times = (a: Address, b: Address, out: Address, s = 1, x = NOWHERE, t = 0, d = 0) => {
    upperProduct(0, least, least, least, a, least, false, b, least, false, out, room);
    mirror(least, out, s, x, t, d);
  };
  let [x, y] = [work, behind(work, 4 * size)];
  const at = (i: number) => behind(y, 4 * (size + i * square));
  const gram = at(0);
  let [change, all, other] = [at(1), at(2), at(3)];
  const norm = Math.sqrt(kernels.sumOfSquares(x, size));
  // A NaN stays.
  kernels.scale(1 / (norm < epsilon ? epsilon : norm), x, x, size);
  gramOf(x, gram);
  for (let i = 0; i < iterations; i++) {
    const isLast = i + 1 === iterations;
    times(gram, gram, change, C, gram, B, A);
    if (!isLong) {
      applied(change, x, y);
      [x, y] = [y, x];
      if (!isLast) gramOf(x, gram);
      continue;
    }
    if (!isLast) {
      times(change, gram, other);
      times(change, other, gram);
    }
    if (i === 0) [all, change] = [change, all];
    else {
      times(change, all, other);
      [all, other] = [other, all];
    }
  }
  if (!isLong) return x;
  applied(all, x, y);
  return y;
}

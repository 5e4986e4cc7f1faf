import type * as tf from '@tensorflow/tfjs-core';
import type { RowsKernels } from '../generated/wasm-rows';

/**
 * A gradient [count, size] of which only some rows were reached: `rows[i]` is a part of row `ids[i]`,
 * and a row is the sum of its parts. What an embedding with `sparse` gives instead of a tensor.
 */
export interface SparseRows {
  /** int32 [n]; below 0: of no row */
  readonly ids: tf.Tensor;
  /** float32 [n, size] */
  readonly rows: tf.Tensor;
  /** [count, size] */
  readonly shape: number[];
  readonly dtype: 'float32';
  readonly isDisposed: boolean;
  /** The whole gradient as a new tensor. */
  toDense(): tf.Tensor;
  /** Which rows have a part, a new bool tensor [count, 1]. */
  touched(): tf.Tensor;
  /** The parts of both, as a new gradient. @throws ShapeError for another shape */
  plus(other: SparseRows): SparseRows;
  /** The same ids with other rows, which it then owns. @throws ShapeError for rows of another shape */
  withRows(rows: tf.Tensor): SparseRows;
  /** As a new gradient whose whole is limited to [−limit, limit] element by element. */
  clipped(limit: number): SparseRows;
  /** The WASM kernels that work on such parts, where they run. */
  kernels(): RowsKernels | undefined;
  dispose(): void;
}

/** Whether a gradient is one of few rows. */
export function isSparse(gradient: tf.Tensor | SparseRows): gradient is SparseRows {
  return (gradient as SparseRows | undefined)?.rows !== undefined;
}

/** The tensors that a gradient consists of. */
export function partsOf(gradient: tf.Tensor | SparseRows): tf.Tensor[] {
  return isSparse(gradient) ? [gradient.ids, gradient.rows] : [gradient];
}

import * as tf from '@tensorflow/tfjs-core';
import { expectInteger, LARGEST } from '../../check/number';
import { expectShape } from '../../check/shape';
import { expectTensor } from '../../check/tensor';
import { ROWS } from '../../generated/wasm-rows';
import type { SparseRows } from '../../tape/sparse-rows';
import { kernelsOf } from '../../wasm/registry';
import type { RowLayout } from './row-layout';
import { sumRows, takeRows } from './rows';

/**
 * A gradient of few rows, for `train`'s `onGradients` and `Optimizer.update`; it owns both tensors.
 * An id outside of 0 to count − 1 is of no row.
 *
 * @param ids int32 [n], in any order; one may come several times, its rows are then added
 * @param rows float32 [n, size]
 * @param shape [count, size] of the parameter
 * @throws TypeError or ShapeError if the tensors do not fit
 */
export function sparseRows(
  ids: tf.Tensor,
  rows: tf.Tensor,
  shape: readonly [number, number],
): SparseRows {
  expectShape('sparseRows', 'shape', { shape }, ['count', 'size'], true);
  for (const size of shape) expectInteger('sparseRows', 'shape', size, 0, LARGEST);
  expectTensor('sparseRows', 'ids', ids, ['n'], 'int32', true);
  expectTensor('sparseRows', 'rows', rows, [ids.size, shape[1]], 'float32', true);
  return new Rows(ids, rows, [...shape]);
}

class Rows implements SparseRows {
  readonly dtype = 'float32';

  constructor(
    readonly ids: tf.Tensor,
    readonly rows: tf.Tensor,
    readonly shape: number[],
  ) {}

  get isDisposed(): boolean {
    return this.rows.isDisposed || this.ids.isDisposed;
  }

  get #layout(): RowLayout {
    const [count, size] = this.shape as [number, number];
    return { outer: 1, count, size };
  }

  toDense(): tf.Tensor {
    return sumRows(this.rows, this.ids, this.#layout, this.shape);
  }

  touched(): tf.Tensor {
    return tf.tidy(() => tf.greater(this.#counts(), 0));
  }

  plus(other: SparseRows): SparseRows {
    expectShape('SparseRows.plus', 'other', other, this.shape, true);
    const ids = tf.concat([this.ids, other.ids]);
    return new Rows(ids, tf.concat([this.rows, other.rows]), this.shape);
  }

  withRows(rows: tf.Tensor): SparseRows {
    expectTensor('SparseRows.withRows', 'rows', rows, this.rows.shape, 'float32', true);
    return new Rows(tf.clone(this.ids), rows, this.shape);
  }

  clipped(limit: number): SparseRows {
    return this.withRows(
      tf.tidy(() => {
        const { ids } = this;
        const whole = tf.clipByValue(this.toDense(), -limit, limit);
        const parts = takeRows(this.#counts(), ids, { ...this.#layout, size: 1 }, [ids.size, 1]);
        const rows = takeRows(whole, ids, this.#layout, this.rows.shape);
        return tf.div(rows, tf.maximum(parts, 1));
      }),
    );
  }

  kernels() {
    return kernelsOf(ROWS);
  }

  dispose(): void {
    this.ids.dispose();
    this.rows.dispose();
  }

  /** How many parts each row has, [count, 1]. */
  #counts(): tf.Tensor {
    const { ids } = this;
    const layout = { ...this.#layout, size: 1 };
    return sumRows(tf.ones([ids.size, 1]), ids, layout, [layout.count, 1]);
  }
}

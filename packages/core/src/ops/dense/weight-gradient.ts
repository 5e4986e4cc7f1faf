import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { ShapeError } from '../../check/shape';
import type { CoreKernels } from '../../generated/wasm';
import { addressOf, allocate } from '../../wasm/output';
import { scratchBytes } from '../../wasm/product';
import { scratch } from '../../wasm/registry';
import { rowsOf } from '../kit/bias-gradient';
import { gradientKernels } from '../kit/gradient-kernels';
import { matMul } from './mat-mul';

/**
 * Σ over the leading axes of xᵀ dz: [in, out].
 *
 * @param x float32 [..., in]
 * @param dz float32 [..., out], with as many rows as x
 * @throws ShapeError if the numbers of rows differ
 */
export function weightGradient(x: tf.Tensor, dz: tf.Tensor): tf.Tensor {
  const rows = rowsOf('weightGradient', 'x', x);
  if (rowsOf('weightGradient', 'dz', dz) !== rows) {
    throw new ShapeError(
      `weightGradient: dz: expected ${rows} rows as x, got ${describeShape(dz.shape)}`,
    );
  }
  const plain = x.rank === 2 && dz.rank === 2;
  const kernels = plain ? undefined : gradientKernels();
  if (kernels !== undefined) return fusedWeightGradient(kernels, x, dz);
  if (plain) return matMul(x, dz, { transposeA: true });
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape[x.rank - 1] as number]);
    const rowsDz = tf.reshape(dz, [-1, dz.shape[dz.rank - 1] as number]);
    return matMul(rows, rowsDz, { transposeA: true });
  });
}

/** The same without a reshape: the rows of both lie one after the other. */
function fusedWeightGradient(kernels: CoreKernels, x: tf.Tensor, dz: tf.Tensor): tf.Tensor {
  const m = x.shape[x.rank - 1] as number;
  const n = dz.shape[dz.rank - 1] as number;
  const room = scratch(scratchBytes(kernels));
  const dw = allocate([m, n]);
  const rows = x.size / m;
  const [xAt, dzAt, dwAt] = [addressOf(x), addressOf(dz), addressOf(dw)];
  kernels.gemm(m, n, rows, xAt, m, true, dzAt, n, false, dwAt, n, false, room);
  return dw;
}

import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../../check/shape';
import { addressOf, allocate } from '../../wasm/output';
import { expectFloats } from './check';
import { gradientKernels } from './gradient-kernels';

/**
 * Σ over the leading axes of dz: [out].
 *
 * @param dz float32 [..., out]
 * @throws TypeError for another dtype, ShapeError for a scalar
 */
export function biasGradient(dz: tf.Tensor): tf.Tensor {
  const rows = rowsOf('biasGradient', 'dz', dz);
  const columns = dz.shape[dz.rank - 1] as number;
  const kernels = gradientKernels();
  if (kernels === undefined) return tf.tidy(() => tf.sum(tf.reshape(dz, [rows, columns]), 0));
  const db = allocate([columns]);
  kernels.columnSums(addressOf(dz), rows, columns, addressOf(db));
  return db;
}

/** How many rows x [..., size] has. @throws TypeError, ShapeError */
export function rowsOf(where: string, name: string, x: tf.Tensor): number {
  expectFloats(where, name, x);
  if (x.rank === 0) expectShape(where, name, x, ['...', 'size']);
  return x.size / (x.shape[x.rank - 1] as number);
}

import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../../check/shape';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';

import { expectFloats } from './check';

const PROGRAMS = () => gpuPrograms<typeof import('./column-sums-gpu')>('columnSums');

/**
 * Σ over the leading axes of dz: [out].
 *
 * @param dz float32 [..., out]
 * @throws TypeError for another dtype, ShapeError for a scalar
 */
export function biasGradient(dz: tf.Tensor): tf.Tensor {
  const rows = rowsOf('biasGradient', 'dz', dz);
  const columns = dz.shape[dz.rank - 1] as number;
  return path(CORE, {
    wasm: (kernels) => {
      const db = allocate([columns]);
      kernels.columnSumsOf(addressOf(dz), rows, columns, columns, addressOf(db));
      return db;
    },
    gpu:
      dz.size === 0
        ? undefined
        : () => {
            const term = 'vec2<f32>(dz[i], 0.0)';
            return PROGRAMS().columnSumsOnGpu({
              key: 'bias',
              reads: { dz },
              term,
              rows,
              columns,
            })[0];
          },
    ops: () => tf.sum(tf.reshape(dz, [rows, columns]), 0),
  });
}

/** How many rows x [..., size] has. @throws TypeError, ShapeError */
export function rowsOf(where: string, name: string, x: tf.Tensor): number {
  expectFloats(where, name, x);
  if (x.rank === 0) expectShape(where, name, x, ['...', 'size']);
  return x.size / (x.shape[x.rank - 1] as number);
}

import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { ShapeError } from '../../check/shape';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { scratchBytes } from '../../wasm/product';
import { scratch } from '../../wasm/registry';
import { rowsOf } from '../kit/bias-gradient';
import { matMul } from './mat-mul';

const PROGRAMS = () => gpuPrograms<typeof import('./product-gpu')>('product');

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
  if (x.rank === 2 && dz.rank === 2) return matMul(x, dz, { transposeA: true });
  const m = x.shape[x.rank - 1] as number;
  const n = dz.shape[dz.rank - 1] as number;
  return path(CORE, {
    // Without a reshape: the rows of both lie one after the other.
    wasm: (kernels) => {
      const room = scratch(scratchBytes(kernels));
      const dw = allocate([m, n]);
      const [xAt, dzAt, dwAt] = [addressOf(x), addressOf(dz), addressOf(dw)];
      kernels.gemm(m, n, rows, xAt, m, true, dzAt, n, false, dwAt, n, false, room);
      return dw;
    },
    gpu: x.size === 0 || dz.size === 0 ? undefined : () => onGpu(x, dz, m, n, rows),
    ops: () => matMul(tf.reshape(x, [-1, m]), tf.reshape(dz, [-1, n]), { transposeA: true }),
  });
}

function onGpu(x: tf.Tensor, dz: tf.Tensor, m: number, n: number, k: number): tf.Tensor {
  const single = { batch: 1, strideA: 0, strideB: 0 };
  const turned = { transposeA: true, transposeB: false };
  return PROGRAMS().productOnGpu({ a: x, b: dz, m, n, k, ...single, ...turned, shape: [m, n] });
}

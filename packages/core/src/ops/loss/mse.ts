import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../../check/options';
import { CORE } from '../../generated/wasm';
import { path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { expectSameShape } from '../kit/check';
import { differenceLoss } from './element-loss';
import { LOSS_OPTIONS, type LossOptions, type Reduced } from './reduction';

/**
 * Squared error, Σ (p − t)² / N over all N elements (`mean`), Σ (p − t)² (`sum`), or (p − t)² each
 * (`none`). Gradient: dp = 2 (p − t) dy / N, dt = −dp.
 *
 * @param prediction float32, any shape
 * @param target float32, the same shape
 * @returns a scalar, or with `none` the shape of `prediction`
 * @throws ShapeError if the shapes differ; RangeError or TypeError for an invalid option
 *
 * @example
 * ```ts
 * const loss = mse(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])); // 2
 * ```
 */
export function mse(
  prediction: tf.Tensor,
  target: tf.Tensor,
  options?: LossOptions & Reduced,
): tf.Scalar;
/** With the reduction `none`, one loss each. */
export function mse(prediction: tf.Tensor, target: tf.Tensor, options?: LossOptions): tf.Tensor;
export function mse(prediction: tf.Tensor, target: tf.Tensor, options?: LossOptions): tf.Tensor {
  const { reduction = 'mean' } = readOptions('mse', options, LOSS_OPTIONS);
  expectSameShape('mse', ['prediction', prediction], ['target', target], true);
  return differenceLoss('Mse', prediction, target, reduction, {
    module: CORE,
    sum:
      reduction === 'none'
        ? undefined
        : (kernels) =>
            kernels.squaredErrorSum(addressOf(prediction), addressOf(target), prediction.size),
    losses: () => tf.squaredDifference(prediction, target),
    gradient: (dy, a, b, scale) =>
      path(CORE, {
        wasm:
          reduction === 'none'
            ? undefined
            : (kernels) => {
                const da = allocate(a.shape);
                const [aAt, bAt, dyAt] = [addressOf(a), addressOf(b), addressOf(dy)];
                kernels.squaredErrorBackward(aAt, bAt, dyAt, scale, addressOf(da), a.size);
                return da;
              },
        ops: () => tf.mul(tf.mul(tf.sub(a, b), 2 * scale), dy),
      }),
  });
}

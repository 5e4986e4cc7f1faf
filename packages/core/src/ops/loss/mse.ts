import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../../check/options';
import { CORE } from '../../generated/wasm';
import { runOp } from '../../tape/run-op';
import { addressOf, allocate, writeScalar } from '../../wasm/output';
import { kernelsOf } from '../../wasm/registry';
import { expectSameShape } from '../kit/check';
import { gradientKernels } from '../kit/gradient-kernels';
import {
  LOSS_OPTIONS,
  type LossOptions,
  lossOfNothing,
  type Reduced,
  reduce,
  reductionScale,
} from './reduction';

/**
 * Squared error, Σ (p − t)² / N over all N elements (`mean`), Σ (p − t)² (`sum`), or (p − t)² each
 * (`none`). Gradient: dp = 2 (p − t) dy / N, dt = −dp.
 *
 * @param prediction float32, any shape
 * @param target float32, the same shape
 * @returns a scalar, or with `none` the shape of `prediction`
 * @throws ShapeError if the shapes differ; RangeError or TypeError for an invalid option
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
  if (prediction.size === 0) return lossOfNothing('Mse', [prediction, target], reduction);
  const scale = reductionScale(reduction, prediction.size);
  return runOp(
    'Mse',
    [prediction, target],
    () => {
      const kernels = kernelsOf(CORE);
      if (kernels === undefined || reduction === 'none') {
        return tf.tidy(() => reduce(tf.squaredDifference(prediction, target), reduction, scale));
      }
      const y = allocate([]);
      const sum = kernels.squaredErrorSum(
        addressOf(prediction),
        addressOf(target),
        prediction.size,
      );
      writeScalar(y, sum * scale);
      return y;
    },
    () => [prediction, target],
    (dy, saved) => {
      const [p, t] = saved as [tf.Tensor, tf.Tensor];
      const gradient = (a: tf.Tensor, b: tf.Tensor) => () => {
        const kernels = gradientKernels();
        if (kernels === undefined || reduction === 'none') {
          return tf.tidy(() => tf.mul(tf.mul(tf.sub(a, b), 2 * scale), dy));
        }
        const da = allocate(a.shape);
        kernels.squaredErrorBackward(
          addressOf(a),
          addressOf(b),
          addressOf(dy),
          scale,
          addressOf(da),
          a.size,
        );
        return da;
      };
      return [gradient(p, t), gradient(t, p)];
    },
  );
}

import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../../check/options';
import { CORE } from '../../generated/wasm';
import { op } from '../../tape/op';
import { expectSameShape } from '../kit/check';
import { differenceLoss } from './element-loss';
import { LOSS_OPTIONS, type LossOptions, type Reduced } from './reduction';

/**
 * Absolute error, Σ |p − t| / N over all N elements (`mean`), Σ |p − t| (`sum`), or |p − t| each (`none`).
 * Gradient: dp = sign(p − t) dy / N, 0 where they are equal or NaN, dt = −dp. As `torch.nn.functional.l1_loss`; for its
 * smooth L1 loss see `huber`. Infinities of one sign give NaN.
 *
 * @param prediction float32, any shape
 * @param target float32, the same shape
 * @returns a scalar, or with `none` the shape of `prediction`
 * @throws ShapeError if the shapes differ; RangeError or TypeError for an invalid option
 */
export function l1(
  prediction: tf.Tensor,
  target: tf.Tensor,
  options?: LossOptions & Reduced,
): tf.Scalar;
/** With the reduction `none`, one loss each. */
export function l1(prediction: tf.Tensor, target: tf.Tensor, options?: LossOptions): tf.Tensor;
export function l1(prediction: tf.Tensor, target: tf.Tensor, options?: LossOptions): tf.Tensor {
  const { reduction = 'mean' } = readOptions('l1', options, LOSS_OPTIONS);
  expectSameShape('l1', ['prediction', prediction], ['target', target], true);
  return differenceLoss('L1', prediction, target, reduction, {
    module: CORE,
    losses: () => tf.abs(tf.sub(prediction, target)),
    gradient: (dy, a, b, scale) => tf.tidy(() => tf.mul(signOf(tf.sub(a, b), scale), dy)),
  });
}

/** sign(d) · scale: a constant to a gradient of a gradient. */
function signOf(d: tf.Tensor, scale: number): tf.Tensor {
  return op(
    'Sign',
    {},
    {
      forward: () =>
        tf.tidy(() => {
          // By comparisons: tfjs's sign takes subnormals for 0 on WASM.
          const [up, down] = [tf.greater(d, 0), tf.less(d, 0)];
          return tf.mul(tf.sub(tf.cast(up, 'float32'), tf.cast(down, 'float32')), scale);
        }),
      gradients: () => ({}),
    },
  );
}

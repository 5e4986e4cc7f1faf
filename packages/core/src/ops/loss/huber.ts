import * as tf from '@tensorflow/tfjs-core';
import { expectPositive } from '../../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { HUBER } from '../../generated/wasm-huber';
import { path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { expectSameShape } from '../kit/check';
import { differenceLoss } from './element-loss';
import { LOSS_OPTIONS, type LossOptions, type Reduced } from './reduction';

export interface HuberOptions extends LossOptions {
  /** δ, up to which the error counts as its square. Default 1. */
  delta?: number;
}

const OPTIONS: OptionChecks<HuberOptions> = mergeChecks(LOSS_OPTIONS, { delta: expectPositive });

/**
 * Huber's loss of d = p − t: d² / 2 up to |d| = δ, and δ (|d| − δ / 2) beyond, where one outlier pulls no
 * more than another. Gradient: dp = d held within ±δ, times dy (/ N with `mean`), dt = −dp.
 * PyTorch's smooth L1 loss is this divided by δ.
 *
 * Huber, Robust estimation of a location parameter, 1964.
 *
 * @param prediction float32, any shape
 * @param target float32, the same shape
 * @returns a scalar, or with `none` the shape of `prediction`
 * @throws ShapeError if the shapes differ, RangeError or TypeError for an invalid option
 */
export function huber(
  prediction: tf.Tensor,
  target: tf.Tensor,
  options?: HuberOptions & Reduced,
): tf.Scalar;
/** With the reduction `none`, one loss each. */
export function huber(prediction: tf.Tensor, target: tf.Tensor, options?: HuberOptions): tf.Tensor;
export function huber(prediction: tf.Tensor, target: tf.Tensor, options?: HuberOptions): tf.Tensor {
  const { delta = 1, reduction = 'mean' } = readOptions('huber', options, OPTIONS);
  expectSameShape('huber', ['prediction', prediction], ['target', target], true);
  return differenceLoss('Huber', prediction, target, reduction, {
    module: HUBER,
    sum: (kernels, losses) => {
      const [p, t] = [addressOf(prediction), addressOf(target)];
      return kernels.huberForward(p, t, losses, prediction.size, delta);
    },
    losses: () => {
      const size = tf.abs(tf.sub(prediction, target));
      const bent = tf.minimum(size, delta);
      return tf.mul(bent, tf.sub(size, tf.mul(bent, 0.5)));
    },
    gradient: (dy, a, b, scale) =>
      path(HUBER, {
        wasm: (kernels) => {
          const da = allocate(a.shape);
          const from = [addressOf(a), addressOf(b), addressOf(dy)] as const;
          const each = reduction === 'none';
          kernels.huberBackward(...from, each, scale, addressOf(da), a.size, delta);
          return da;
        },
        ops: () => tf.mul(tf.mul(tf.clipByValue(tf.sub(a, b), -delta, delta), scale), dy),
      }),
  });
}

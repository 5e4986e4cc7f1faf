import * as tf from '@tensorflow/tfjs-core';
import { expectPositive } from '../../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { HUBER } from '../../generated/wasm-huber';
import { runOp } from '../../tape/run-op';
import { NOWHERE } from '../../wasm/kernel-module';
import { addressOf, allocate, writeScalar } from '../../wasm/output';
import { kernelsOf } from '../../wasm/registry';
import { expectSameShape } from '../kit/check';
import { gradientKernels } from '../kit/gradient-kernels';
import {
  LOSS_OPTIONS,
  type LossOptions,
  lossOfNothing,
  type Reduced,
  type Reduction,
  reduce,
  reductionScale,
} from './reduction';

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
  if (prediction.size === 0) return lossOfNothing('Huber', [prediction, target], reduction);
  const scale = reductionScale(reduction, prediction.size);
  return runOp(
    'Huber',
    [prediction, target],
    () => forward(prediction, target, delta, reduction, scale),
    () => [prediction, target],
    (dy, saved) => {
      const [p, t] = saved as [tf.Tensor, tf.Tensor];
      return [
        () => gradient(dy, p, t, delta, reduction, scale),
        () => gradient(dy, t, p, delta, reduction, scale),
      ];
    },
  );
}

function forward(
  p: tf.Tensor,
  t: tf.Tensor,
  delta: number,
  reduction: Reduction,
  scale: number,
): tf.Tensor {
  const kernels = kernelsOf(HUBER);
  if (kernels === undefined) {
    return tf.tidy(() => {
      const size = tf.abs(tf.sub(p, t));
      const bent = tf.minimum(size, delta);
      return reduce(tf.mul(bent, tf.sub(size, tf.mul(bent, 0.5))), reduction, scale);
    });
  }
  const y = allocate(reduction === 'none' ? p.shape : []);
  const losses = reduction === 'none' ? addressOf(y) : NOWHERE;
  const sum = kernels.huberForward(addressOf(p), addressOf(t), losses, p.size, delta);
  if (reduction !== 'none') writeScalar(y, sum * scale);
  return y;
}

/** Of `a`, for the loss of a − b. */
function gradient(
  dy: tf.Tensor,
  a: tf.Tensor,
  b: tf.Tensor,
  delta: number,
  reduction: Reduction,
  scale: number,
): tf.Tensor {
  const kernels = gradientKernels(HUBER);
  if (kernels === undefined) {
    return tf.tidy(() => tf.mul(tf.mul(tf.clipByValue(tf.sub(a, b), -delta, delta), scale), dy));
  }
  const da = allocate(a.shape);
  kernels.huberBackward(
    addressOf(a),
    addressOf(b),
    addressOf(dy),
    reduction === 'none',
    scale,
    addressOf(da),
    a.size,
    delta,
  );
  return da;
}

import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../check/options';
import { addressOf, allocate, writeScalar } from '../kernels/output';
import { CORE, kernelsOf } from '../kernels/registry';
import { runOp } from '../tape/run-op';
import { expectSameShape } from './check';
import { gradientKernels } from './gradient-kernels';
import {
  LOSS_OPTIONS,
  type LossOptions,
  lossOfNothing,
  type Reduction,
  reduce,
  reductionScale,
} from './reduction';
import { selectAbove } from './select-above';

/**
 * Cross-entropy of σ(x) against labels t in [0, 1], −t log σ(x) − (1 − t) log(1 − σ(x)), computed as
 * max(x, 0) − x t + log(1 + e^−|x|), which does not overflow; an infinite logit against a label of the other side is ∞,
 * against one of its own NaN, as in PyTorch. Gradient: dx = (σ(x) − t) dy, dt = −x dy.
 *
 * @param logits float32, any shape
 * @param labels float32, the same shape
 * @param options `mean` (default) over all elements, `sum`, or `none` for one each
 * @returns a scalar, or with `none` the shape of `logits`
 * @throws ShapeError if the shapes differ; RangeError or TypeError for an invalid option
 */
export function sigmoidCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options?: LossOptions,
): tf.Tensor {
  const { reduction = 'mean' } = readOptions('sigmoidCrossEntropy', options, LOSS_OPTIONS);
  expectSameShape('sigmoidCrossEntropy', ['logits', logits], ['labels', labels], true);
  if (logits.size === 0) {
    return lossOfNothing('SigmoidCrossEntropy', [logits, labels], reduction);
  }
  const scale = reductionScale(reduction, logits.size);
  return runOp(
    'SigmoidCrossEntropy',
    [logits, labels],
    () => forward(logits, labels, reduction, scale),
    () => [logits, labels],
    (dy, saved) => {
      const [x, t] = saved as [tf.Tensor, tf.Tensor];
      return [
        () => logitsGradient(dy, x, t, scale),
        () => tf.tidy(() => tf.mul(tf.mul(x, -scale), dy)),
      ];
    },
  );
}

function forward(x: tf.Tensor, t: tf.Tensor, reduction: Reduction, scale: number): tf.Tensor {
  const kernels = kernelsOf(CORE);
  if (kernels === undefined) {
    return tf.tidy(() => {
      // x (1 − t) over 0 and −x t below, so that ∞ − ∞ arises nowhere.
      const share = selectAbove(x, 0, tf.sub(1, t), tf.neg(t));
      const losses = tf.add(tf.mul(x, share), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
      return reduce(losses, reduction, scale);
    });
  }
  const y = allocate(reduction === 'none' ? x.shape : []);
  const losses = reduction === 'none' ? addressOf(y) : 0;
  const sum = kernels.sigmoidCrossEntropyForward?.(addressOf(x), addressOf(t), losses, x.size);
  if (reduction !== 'none') writeScalar(y, (sum as number) * scale);
  return y;
}

function logitsGradient(dy: tf.Tensor, x: tf.Tensor, t: tf.Tensor, scale: number): tf.Tensor {
  const kernels = gradientKernels();
  if (kernels === undefined) {
    return tf.tidy(() => tf.mul(tf.mul(tf.sub(tf.sigmoid(x), t), scale), dy));
  }
  return tf.tidy(() => {
    const dx = allocate(x.shape);
    const each = dy.size === x.size ? addressOf(dy) : 0;
    kernels.sigmoidCrossEntropyBackward?.(
      addressOf(x),
      addressOf(t),
      each,
      scale,
      addressOf(dx),
      x.size,
    );
    return each === 0 ? tf.mul(dx, dy) : dx;
  });
}

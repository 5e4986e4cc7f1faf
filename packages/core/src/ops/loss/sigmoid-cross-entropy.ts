import * as tf from '@tensorflow/tfjs-core';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { CORE } from '../../generated/wasm';
import { op, path } from '../../tape/op';
import { NOWHERE } from '../../wasm/kernel-module';
import { addressOf, allocate } from '../../wasm/output';
import { sigmoid } from '../activation/activation';
import { expectBroadcasts, expectSameShape } from '../kit/check';
import { selectAbove } from '../kit/select-above';
import { reducedLosses } from './element-loss';
import {
  LOSS_OPTIONS,
  type LossOptions,
  lossOfNothing,
  type Reduced,
  type Reduction,
  reduce,
  reductionScale,
} from './reduction';

export interface SigmoidCrossEntropyOptions extends LossOptions {
  /** Multiplies the loss of each element: float32 of a shape that broadcasts to that of the logits. */
  weight?: tf.Tensor | undefined;
  /**
   * Multiplies the part of the loss that label 1 has: float32 [classes], one a class of the last axis, or any other shape that
   * broadcasts to that of the logits. Over 1 it finds more of a rare class, at the cost of false alarms.
   */
  posWeight?: tf.Tensor | undefined;
}

const OPTIONS: OptionChecks<SigmoidCrossEntropyOptions> = mergeChecks(LOSS_OPTIONS, {
  weight: checkedLater,
  posWeight: checkedLater,
});

/**
 * Cross-entropy of σ(x) against labels t in [0, 1], −t log σ(x) − (1 − t) log(1 − σ(x)), computed as
 * max(x, 0) − x t + log(1 + e^−|x|), which does not overflow; an infinite logit against a label of the other side is ∞,
 * against one of its own NaN, as in PyTorch. Gradient: dx = (σ(x) − t) dy, dt = −x dy.
 *
 * With `weight` w and `posWeight` p, each 1 if left out, it is w (−p t log σ(x) − (1 − t) log(1 − σ(x))), as
 * `torch.nn.BCEWithLogitsLoss`: dx = w ((1 − t) σ(x) − p t σ(−x)) dy, and both have gradients too. `mean` divides by the number
 * of elements, whatever the weights are.
 *
 * @param logits float32, any shape
 * @param labels float32, the same shape
 * @param options `mean` (default) over all elements, `sum`, or `none` for one each
 * @returns a scalar, or with `none` the shape of `logits`
 * @throws ShapeError if the shapes differ or a weight does not broadcast; RangeError or TypeError for an invalid option
 */
export function sigmoidCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options?: SigmoidCrossEntropyOptions & Reduced,
): tf.Scalar;
/** With the reduction `none`, one loss each. */
export function sigmoidCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options?: SigmoidCrossEntropyOptions,
): tf.Tensor;
export function sigmoidCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options?: SigmoidCrossEntropyOptions,
): tf.Tensor {
  const own = readOptions('sigmoidCrossEntropy', options, OPTIONS);
  const { reduction = 'mean', weight, posWeight } = own;
  expectSameShape('sigmoidCrossEntropy', ['logits', logits], ['labels', labels], true);
  if (weight !== undefined || posWeight !== undefined) {
    return weighted(logits, labels, reduction, weight, posWeight);
  }
  if (logits.size === 0) {
    return lossOfNothing('SigmoidCrossEntropy', [logits, labels], reduction);
  }
  return plain(logits, labels, reduction);
}

function weighted(
  x: tf.Tensor,
  t: tf.Tensor,
  reduction: Reduction,
  weight: tf.Tensor | undefined,
  posWeight: tf.Tensor | undefined,
): tf.Tensor {
  const inputs = [x, t];
  for (const [name, own] of Object.entries({ weight, posWeight })) {
    if (own === undefined) continue;
    expectBroadcasts('sigmoidCrossEntropy', name, own, x.shape);
    inputs.push(own);
  }
  if (x.size === 0) return lossOfNothing('SigmoidCrossEntropy', inputs, reduction);
  return tf.tidy(() => {
    const losses = posWeight === undefined ? plain(x, t, 'none') : ofBothLabels(x, t, posWeight);
    const own = weight === undefined ? losses : tf.mul(losses, weight);
    return reduce(own, reduction, reductionScale(reduction, x.size));
  });
}

/** p t log(1 + e^−x) + (1 − t) log(1 + eˣ): two parts of one sign, in which nothing cancels. */
function ofBothLabels(x: tf.Tensor, t: tf.Tensor, posWeight: tf.Tensor): tf.Tensor {
  const positive = tf.mul(tf.mul(t, posWeight), softened(tf.neg(x)));
  return tf.add(positive, tf.mul(tf.sub(1, t), softened(x)));
}

/** log(1 + eˣ): `softplus` would bring the kernels of all activations to every page with this loss. */
function softened(x: tf.Tensor): tf.Tensor {
  return op(
    'Softplus',
    { x },
    {
      forward: () => tf.tidy(() => tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))))),
      save: () => ({ x }),
      gradients: (dy, saved) => ({ x: () => tf.tidy(() => tf.mul(dy, sigmoid(saved.x))) }),
    },
  );
}

function plain(logits: tf.Tensor, labels: tf.Tensor, reduction: Reduction): tf.Tensor {
  const scale = reductionScale(reduction, logits.size);
  return op(
    'SigmoidCrossEntropy',
    { logits, labels },
    {
      forward: () =>
        reducedLosses(logits, reduction, {
          module: CORE,
          sum: (kernels, losses) => {
            const [x, t] = [addressOf(logits), addressOf(labels)];
            return kernels.sigmoidCrossEntropyForward(x, t, losses, logits.size);
          },
          losses: () => {
            // x (1 − t) over 0 and −x t below, so that ∞ − ∞ arises nowhere.
            const share = selectAbove(logits, 0, tf.sub(1, labels), tf.neg(labels));
            return tf.add(tf.mul(logits, share), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));
          },
        }),
      save: () => ({ logits, labels }),
      gradients: (dy, { logits: x, labels: t }) => ({
        logits: () => logitsGradient(dy, x, t, scale),
        labels: () => tf.tidy(() => tf.mul(tf.mul(x, -scale), dy)),
      }),
    },
  );
}

function logitsGradient(dy: tf.Tensor, x: tf.Tensor, t: tf.Tensor, scale: number): tf.Tensor {
  return path(CORE, {
    wasm: (kernels) =>
      tf.tidy(() => {
        const dx = allocate(x.shape);
        const each = dy.size === x.size ? addressOf(dy) : NOWHERE;
        const [from, labels] = [addressOf(x), addressOf(t)];
        kernels.sigmoidCrossEntropyBackward(from, labels, each, scale, addressOf(dx), x.size);
        return each === NOWHERE ? tf.mul(dx, dy) : dx;
      }),
    ops: () => tf.mul(tf.mul(tf.sub(tf.sigmoid(x), t), scale), dy),
  });
}

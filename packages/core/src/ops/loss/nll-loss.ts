import * as tf from '@tensorflow/tfjs-core';
import { expectInteger, LARGEST } from '../../check/number';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectShape } from '../../check/shape';
import { expectTensor } from '../../check/tensor';
import { op } from '../../tape/op';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { selectAbove } from '../kit/select-above';
import { expectLabels, targetsOf } from './index-cross-entropy';
import { LOSS_OPTIONS, type LossOptions, type Reduced, reduce } from './reduction';

export interface NllLossOptions extends LossOptions {
  /** Rows with this label are ignored. Default −100. */
  ignoreIndex?: number;
  /** A factor for each class: float32 [classes], taken as constants. */
  weights?: tf.Tensor | undefined;
}

const OPTIONS: OptionChecks<NllLossOptions> = mergeChecks(LOSS_OPTIONS, {
  ignoreIndex: (where, name, value) =>
    expectInteger(where, name, value as number, -LARGEST - 1, LARGEST),
  weights: checkedLater,
});

/**
 * Negative log-likelihood of class indices, −w x at the label of each row, as `torch.nn.functional.nll_loss`. Of
 * `logSoftmax(logits)` it is `softmaxCrossEntropy(logits, labels)`, which is faster. `mean` divides by the sum of the weights
 * at the labels that are not ignored; if all are ignored, it is NaN with a gradient of 0.
 *
 * @param logProbabilities x, float32 [..., classes]
 * @param labels int32 [...], from 0 to classes − 1 or `ignoreIndex`
 * @returns a scalar, or with `none` [...]
 * @throws ShapeError if the shapes do not fit, RangeError or TypeError for an invalid option, RangeError for an index outside
 */
export function nllLoss(
  logProbabilities: tf.Tensor,
  labels: tf.Tensor,
  options?: NllLossOptions & Reduced,
): tf.Scalar;
/** With the reduction `none`, one loss each. */
export function nllLoss(
  logProbabilities: tf.Tensor,
  labels: tf.Tensor,
  options?: NllLossOptions,
): tf.Tensor;
export function nllLoss(
  logProbabilities: tf.Tensor,
  labels: tf.Tensor,
  options?: NllLossOptions,
): tf.Tensor {
  const own = readOptions('nllLoss', options, OPTIONS);
  const { reduction = 'mean', ignoreIndex = -100, weights } = own;
  const x = logProbabilities;
  expectFloats('nllLoss', 'logProbabilities', x, true);
  if (x.rank === 0) expectShape('nllLoss', 'logProbabilities', x, ['...', 'classes']);
  const classes = x.shape[x.rank - 1] as number;
  if (classes === 0) expectFloats('nllLoss', 'logProbabilities', x);
  expectTensor('nllLoss', 'labels', labels, x.shape.slice(0, -1), 'int32', true);
  if (weights !== undefined) expectTensor('nllLoss', 'weights', weights, [classes]);
  if (x.size === 0) {
    const shape = reduction === 'none' ? labels.shape : [];
    return ofNothing('NllLoss', [x], shape, reduction === 'mean' ? Number.NaN : 0);
  }
  expectLabels('nllLoss', labels, classes, ignoreIndex);
  return tf.tidy(() => {
    const plan = { reduction, labelSmoothing: 0, ignore: ignoreIndex, weights };
    const { targets, divisor, factor } = targetsOf(labels, x.shape, plan);
    return op(
      'NllLoss',
      { logProbabilities },
      {
        forward: () =>
          tf.tidy(() => {
            // What is at no label is not heard, be it −∞.
            const heard = selectAbove(tf.abs(targets), 0, tf.mul(targets, x), tf.zeros(x.shape));
            const each = tf.neg(tf.sum(heard, -1));
            const losses = reduce(each, reduction === 'none' ? 'none' : 'sum', 1);
            return reduction === 'mean' ? tf.div(losses, divisor) : losses;
          }),
        save: () => ({ targets, factor }),
        gradients: (dy, saved) => ({
          logProbabilities: () =>
            tf.tidy(() => {
              const each = reduction === 'none' ? tf.expandDims(dy, -1) : dy;
              const scaled = reduction === 'mean' ? tf.mul(each, saved.factor) : each;
              return tf.mul(tf.neg(saved.targets), scaled);
            }),
        }),
      },
    );
  });
}

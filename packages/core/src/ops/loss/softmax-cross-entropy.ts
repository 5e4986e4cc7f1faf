import * as tf from '@tensorflow/tfjs-core';
import { describeShape, expected } from '../../check/describe';
import { expectFraction, expectInteger, LARGEST } from '../../check/number';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectShape, ShapeError } from '../../check/shape';
import { expectTensor } from '../../check/tensor';
import { op } from '../../tape/op';
import { expectFloats, expectSameShape, sameShape } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { denseCrossEntropy } from './dense-cross-entropy';
import { indexCrossEntropy } from './index-cross-entropy';
import { LOSS_OPTIONS, type LossOptions, type Reduced } from './reduction';

export interface SoftmaxCrossEntropyOptions extends LossOptions {
  /** ε, in [0, 1): labels become (1 − ε) t + ε / classes. Default 0. */
  labelSmoothing?: number;
  /** Rows with this label are ignored. Default −100. For int32 labels only. */
  ignoreIndex?: number;
  /** A factor for each class: float32 [classes], taken as constants. */
  weights?: tf.Tensor | undefined;
}

const WHERE = 'softmaxCrossEntropy';

const OPTIONS: OptionChecks<SoftmaxCrossEntropyOptions> = mergeChecks(LOSS_OPTIONS, {
  labelSmoothing: expectFraction,
  ignoreIndex: (where, name, value) =>
    expectInteger(where, name, value as number, -LARGEST - 1, LARGEST),
  weights: checkedLater,
});

/**
 * Cross-entropy of the softmax of `logits` against labels, −Σⱼ wⱼ tⱼ log softmax(x)ⱼ a row, as
 * `torch.nn.functional.cross_entropy`. Labels are class indices (int32), whose t is 1 at the index, or a
 * share a class (float32). Gradient: dx = (softmax(x) Σ w t − w t) dy, dt = −w log softmax(x) dy.
 *
 * `mean` divides by the number of rows; with class indices by the sum of the weights at the labels that
 * are not ignored. Where all are, that is a mean of nothing: NaN, with a gradient of 0.
 *
 * @param logits float32 [..., classes]
 * @param labels int32 [...], from 0 to classes − 1 or `ignoreIndex`; or float32 [..., classes]
 * @param options reduction `mean` (default), `sum`, or `none` for one loss a row
 * @returns a scalar, or with `none` [...]
 * @throws ShapeError if the shapes do not fit, RangeError or TypeError for an invalid option,
 *   RangeError for an index outside, which it names. Indices that a GPU computed are not read back: there one outside is ignored
 *
 * @example
 * ```ts
 * const loss = softmaxCrossEntropy(tf.tensor2d([[2, 0, -1]]), tf.tensor1d([0], 'int32')); // 0.17
 * ```
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options?: SoftmaxCrossEntropyOptions & Reduced,
): tf.Scalar;
/** With the reduction `none`, one loss each. */
export function softmaxCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options?: SoftmaxCrossEntropyOptions,
): tf.Tensor;
export function softmaxCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options?: SoftmaxCrossEntropyOptions,
): tf.Tensor {
  const own = readOptions(WHERE, options, OPTIONS);
  const { reduction = 'mean', labelSmoothing = 0, ignoreIndex, weights } = own;
  expectFloats(WHERE, 'logits', logits, true);
  const { rank } = logits;
  if (rank === 0) expectShape(WHERE, 'logits', logits, ['...', 'classes']);
  const classes = logits.shape[rank - 1] as number;
  if (classes === 0) expectFloats(WHERE, 'logits', logits);
  const byIndex = labels?.dtype === 'int32';
  if (byIndex) expectTensor(WHERE, 'labels', labels, logits.shape.slice(0, -1), 'int32', true);
  else expectShares(logits, labels);
  if (weights !== undefined) expectTensor(WHERE, 'weights', weights, [classes]);
  if (ignoreIndex !== undefined && !byIndex) {
    throw new RangeError(expected(`${WHERE}: ignoreIndex`, 'int32 labels', labels));
  }
  if (logits.size === 0) {
    const shape = reduction === 'none' ? logits.shape.slice(0, -1) : [];
    const value = reduction === 'mean' ? Number.NaN : 0;
    return ofNothing('SoftmaxCrossEntropy', byIndex ? [logits] : [logits, labels], shape, value);
  }
  if (byIndex) {
    const ignore = ignoreIndex ?? -100;
    return indexCrossEntropy(logits, labels, { reduction, labelSmoothing, ignore, weights });
  }
  if (labelSmoothing === 0 && weights === undefined) {
    return denseCrossEntropy(logits, labels, reduction);
  }
  return tf.tidy(() =>
    denseCrossEntropy(logits, adjusted(labels, labelSmoothing, weights), reduction),
  );
}

/** That `labels` are a share of each class. Class indices given as floats are the usual mistake. */
function expectShares(logits: tf.Tensor, labels: tf.Tensor): void {
  expectFloats(WHERE, 'labels', labels, true);
  const rows = logits.shape.slice(0, -1);
  if (sameShape(labels.shape, rows)) {
    const wanted = `int32 ${describeShape(rows)}, or float32 ${describeShape(logits.shape)} as logits`;
    throw new ShapeError(
      `${WHERE}: labels: class indices must be int32: expected ${wanted}, got float32 ${describeShape(rows)}`,
    );
  }
  expectSameShape(WHERE, ['logits', logits], ['labels', labels], true);
}

/** w ((1 − ε) t + ε / classes), with a gradient to t only. */
function adjusted(labels: tf.Tensor, smoothing: number, weights: tf.Tensor | undefined): tf.Tensor {
  const classes = labels.shape[labels.rank - 1] as number;
  const weighted = (x: tf.Tensor, w: tf.Tensor | undefined) => (w === undefined ? x : tf.mul(x, w));
  return op(
    'AdjustLabels',
    { labels },
    {
      forward: () =>
        tf.tidy(() =>
          weighted(tf.add(tf.mul(labels, 1 - smoothing), smoothing / classes), weights),
        ),
      save: () => ({ weights }),
      gradients: (dy, saved) => ({
        labels: () => tf.tidy(() => weighted(tf.mul(dy, 1 - smoothing), saved.weights)),
      }),
    },
  );
}

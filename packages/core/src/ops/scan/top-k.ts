import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { expectInteger } from '../../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../../check/options';
import { expectShape } from '../../check/shape';
import { axisOf, expectFloatsOrIntegers } from '../kit/axes';
import { takeAlong } from '../rows/take-along-axis';
import { transpose } from '../shape/transpose';
import { topIndices } from './top-indices';

export interface TopKOptions {
  /** Counts from the end if it is negative. Default −1. */
  axis?: number;
  /** The largest entries, or the smallest. Default true. */
  largest?: boolean;
}

const OPTIONS: OptionChecks<TopKOptions> = { axis: checkedLater, largest: expectFlag };

/**
 * The `k` largest (or smallest) entries along an axis and where they stand, the largest (or smallest) first. A NaN is larger
 * than all numbers, as in PyTorch; of equal ones the first. Gradient of the values: dx is dy where they stood, else 0. As
 * `torch.topk`.
 *
 * @param x float32, of rank 1 or more; or int32, which has no gradient
 * @returns values of the dtype of x and indices int32, k entries along the axis both; no gradient flows through the indices
 * @throws RangeError for a k over the size of the axis
 *
 * @example
 * ```ts
 * const { values, indices } = topK(tf.tensor1d([3, 9, 4]), 2); // [9, 4], [1, 2]
 * ```
 */
export function topK(
  x: tf.Tensor,
  k: number,
  options?: TopKOptions,
): { values: tf.Tensor; indices: tf.Tensor } {
  const { axis = -1, largest = true } = readOptions('topK', options, OPTIONS);
  expectFloatsOrIntegers('topK', 'x', x);
  if (x.rank === 0) expectShape('topK', 'x', x, ['...', 'n']);
  const at = axisOf('topK', x.rank, axis);
  expectInteger('topK', 'k', k, 0, x.shape[at] as number);
  const last = x.rank - 1;
  const order = x.shape.map((_, i) => (i === at ? last : i === last ? at : i));
  const turned = (y: tf.Tensor) => (at === last ? y : transpose(y, order));
  return tf.tidy(() => {
    const lines = turned(x);
    const indices = topIndices(lines, k, largest);
    const values = takeAlong(lines, indices, last);
    return { values: turned(values), indices: turned(indices) };
  });
}

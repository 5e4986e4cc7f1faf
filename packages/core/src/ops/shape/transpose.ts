import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../../check/describe';
import { op } from '../../tape/op';
import { isFloat } from '../kit/axes';
import { moveExactly } from '../kit/exact';
import { ofNothing } from '../kit/of-nothing';

/**
 * The axes of `x` in another order: axis i of the result is axis `order[i]` of x. Gradient: dy with its axes put back.
 *
 * @param x any dtype; a gradient flows through float32
 * @param order a permutation of the axes. Default: from last to first
 * @throws RangeError for an order that is no permutation
 */
export function transpose(x: tf.Tensor, order?: readonly number[]): tf.Tensor {
  const float = isFloat('transpose', 'x', x);
  const axes = order ?? x.shape.map((_, i) => x.rank - 1 - i);
  const isOrder =
    Array.isArray(axes) && axes.length === x.rank && x.shape.every((_, i) => axes.includes(i));
  if (!isOrder) {
    throw new RangeError(
      expected('transpose: order', `a permutation of the axes 0 to ${x.rank - 1}`, axes),
    );
  }
  // tfjs's kernel divides by the sizes of more than three axes.
  if (x.size === 0) {
    const shape = axes.map((axis) => x.shape[axis] as number);
    return float ? ofNothing('Transpose', [x], shape) : tf.zeros(shape, x.dtype);
  }
  if (!float)
    return moveExactly([x], ([part]) => tf.transpose(part as tf.Tensor, axes as number[]));
  const back = axes.map((_, i) => axes.indexOf(i));
  return op(
    'Transpose',
    { x },
    {
      forward: () => tf.transpose(x, axes as number[]),
      gradients: (dy) => ({ x: () => transpose(dy, back) }),
    },
  );
}

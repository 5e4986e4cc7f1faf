import type * as tf from '@tensorflow/tfjs-core';
import { expectInteger } from '../../check/number';
import { expectOneAnAxis } from '../../check/room';
import { isFloat } from '../kit/axes';
import { blockOf, takeBlock } from '../kit/block';
import { moveExactly } from '../kit/exact';

/**
 * A block of `x`, from `begin` on, of `size` entries an axis. Gradient: dy with zeros around it.
 *
 * @param x any dtype; a gradient flows through float32
 * @param begin one an axis
 * @param size one an axis; −1 for all that follow. Default: all that follow
 * @throws RangeError for a block that `x` does not hold
 */
export function slice<T extends tf.Tensor>(
  x: T,
  begin: readonly number[],
  size?: readonly number[],
): T {
  const float = isFloat('slice', 'x', x);
  expectOneAnAxis('slice', 'begin', begin, x.rank);
  if (size !== undefined) expectOneAnAxis('slice', 'size', size, x.rank);
  // The gradient reads it later, when the caller may have written the next one into it.
  const first = [...begin];
  const sizes = x.shape.map((whole, axis) => {
    const from = first[axis] as number;
    const count = size === undefined ? -1 : (size[axis] as number);
    expectInteger('slice', 'begin', from, 0, whole);
    expectInteger('slice', 'size', count, -1, whole - from);
    return count === -1 ? whole - from : count;
  });
  if (float) return takeBlock(x, first, sizes);
  return moveExactly([x], ([part]) => blockOf(part as T, first, sizes)) as T;
}

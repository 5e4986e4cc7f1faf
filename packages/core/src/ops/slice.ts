import * as tf from '@tensorflow/tfjs-core';
import { expectInteger } from '../check/number';
import { expectOneAnAxis } from '../check/room';
import { runOp } from '../tape/run-op';
import { isFloat } from './axes';
import { moveExactly } from './exact';
import { padZeros } from './pad';

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
  const sizes = x.shape.map((whole, axis) => {
    const from = begin[axis] as number;
    const count = size === undefined ? -1 : (size[axis] as number);
    expectInteger('slice', 'begin', from, 0, whole);
    expectInteger('slice', 'size', count, -1, whole - from);
    return count === -1 ? whole - from : count;
  });
  const forward = () => blockOf(x, begin as number[], sizes);
  if (!float)
    return moveExactly([x], ([part]) => blockOf(part as T, begin as number[], sizes)) as T;
  const { shape } = x;
  return runOp(
    'Slice',
    [x],
    forward,
    () => [],
    (dy) => [
      () =>
        padZeros(
          dy,
          shape.map((whole, axis) => {
            const from = begin[axis] as number;
            return [from, whole - from - (sizes[axis] as number)] as const;
          }),
        ),
    ],
  );
}

/** tfjs's slice, which has none of a scalar. */
function blockOf<T extends tf.Tensor>(x: T, begin: number[], sizes: number[]): T {
  return x.rank === 0 ? tf.clone(x) : tf.slice(x, begin, sizes);
}

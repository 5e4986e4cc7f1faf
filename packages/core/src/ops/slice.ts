import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { expectInteger } from '../check/number';
import { runOp } from '../tape/run-op';
import { isFloat } from './axes';
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
  size: readonly number[] = begin.map(() => -1),
): T {
  const float = isFloat('slice', 'x', x);
  for (const [name, list] of [
    ['begin', begin],
    ['size', size],
  ] as const) {
    if (Array.isArray(list) && list.length === x.rank) continue;
    throw new RangeError(expected(`slice: ${name}`, `${x.rank} numbers, one an axis`, list));
  }
  const sizes = x.shape.map((whole, axis) => {
    const from = begin[axis] as number;
    const count = size[axis] as number;
    expectInteger('slice', 'begin', from, 0, whole);
    expectInteger('slice', 'size', count, -1, whole - from);
    return count === -1 ? whole - from : count;
  });
  const forward = () => tf.slice(x, begin as number[], sizes);
  if (!float) return forward();
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

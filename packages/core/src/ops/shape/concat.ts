import * as tf from '@tensorflow/tfjs-core';
import { describeShape, expected } from '../../check/describe';
import { expectRoom } from '../../check/room';
import { ShapeError } from '../../check/shape';
import { numbered, op } from '../../tape/op';
import { axisOf, isFloat } from '../kit/axes';
import { moveExactly } from '../kit/exact';
import { slice } from './slice';

/**
 * Tensors one after the other along an axis. Gradient: each gets its part of dy.
 *
 * @param xs at least one, of one dtype, alike but on that axis; a gradient flows through float32
 * @param axis counts from the end if it is negative. Default 0
 * @throws TypeError, ShapeError for tensors that do not fit together
 *
 * @example
 * ```ts
 * const y = concat([tf.ones([2, 3]), tf.zeros([2, 1])], 1); // [2, 4]
 * ```
 */
export function concat<T extends tf.Tensor>(xs: readonly T[], axis = 0): T {
  return joined('concat', xs, axis);
}

/**
 * Tensors of one shape along a new axis. Gradient: each gets its part of dy.
 *
 * @param xs at least one, of one dtype and shape; a gradient flows through float32
 * @param axis where the new axis stands; counts from the end if it is negative. Default 0
 * @throws TypeError, ShapeError for tensors that do not fit together
 */
export function stack(xs: readonly tf.Tensor[], axis = 0): tf.Tensor {
  const first = expectSome('stack', xs);
  const at = axisOf('stack', first.rank + 1, axis);
  for (const [i, x] of xs.entries()) {
    isFloat('stack', `xs[${i}]`, x);
    if (String(x.shape) === String(first.shape)) continue;
    throw new ShapeError(
      `stack: xs[${i}]: expected ${describeShape(first.shape)} as xs[0], got ${describeShape(x.shape)}`,
    );
  }
  return tf.tidy(() =>
    joined(
      'stack',
      xs.map((x) => tf.expandDims(x, at)),
      at,
    ),
  );
}

function expectSome<T extends tf.Tensor>(where: string, xs: readonly T[]): T {
  if (!Array.isArray(xs) || xs.length === 0) {
    throw new TypeError(expected(`${where}: xs`, 'an array of tensors', xs));
  }
  isFloat(where, 'xs[0]', xs[0] as T);
  return xs[0] as T;
}

function joined<T extends tf.Tensor>(where: string, xs: readonly T[], axis: number): T {
  const first = expectSome(where, xs);
  const at = axisOf(where, first.rank, axis);
  xs.forEach((x, i) => {
    isFloat(where, `xs[${i}]`, x);
    if (x.dtype !== first.dtype) {
      throw new TypeError(
        `${where}: xs[${i}]: expected dtype ${first.dtype} as xs[0], got ${x.dtype}`,
      );
    }
    if (x.rank === first.rank && x.shape.every((size, i) => i === at || size === first.shape[i]))
      return;
    const wanted = first.shape.map((size, i) => (i === at ? 'any' : size));
    throw new ShapeError(
      `${where}: xs[${i}]: expected ${describeShape(wanted)} as xs[0], got ${describeShape(x.shape)}`,
    );
  });
  const whole = first.shape.slice();
  whole[at] = xs.reduce((sum, x) => sum + (x.shape[at] as number), 0);
  expectRoom(where, 'result', whole, first.dtype);
  // A single one has a gradient of its own; a copy for the caller to own.
  const forward = () => (xs.length === 1 ? (tf.clone(first) as T) : tf.concat(xs as T[], at));
  if (first.dtype !== 'float32') {
    if (xs.length === 1) return tf.clone(first);
    return moveExactly(xs, (parts) => tf.concat([...parts] as T[], at)) as T;
  }
  const shapes = xs.map(({ shape }) => shape);
  return op('Concat', numbered(xs), {
    forward,
    gradients: (dy) => {
      let from = 0;
      const part = (shape: number[]) => {
        const begin = shape.map((_, i) => (i === at ? from : 0));
        from += shape[at] as number;
        return () => slice(dy, begin, shape);
      };
      return numbered(shapes.map(part));
    },
  });
}

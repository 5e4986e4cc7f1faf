import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../../check/describe';
import { expectInteger } from '../../check/number';
import { ShapeError } from '../../check/shape';
import { axisOf, isFloat } from '../kit/axes';
import { slice } from './slice';

/**
 * `x` in parts along an axis: so many of one size, or parts of these sizes. Gradient: that of each part in its place.
 *
 * @param x any dtype; a gradient flows through float32
 * @param parts how many, or the size of each
 * @param axis counts from the end if it is negative. Default 0
 * @throws ShapeError if the axis does not divide so
 */
export function split<T extends tf.Tensor>(x: T, parts: number | readonly number[], axis = 0): T[] {
  isFloat('split', 'x', x);
  const at = axisOf('split', x.rank, axis);
  const whole = x.shape[at] as number;
  const sizes = sizesOf(whole, parts);
  let from = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, i) => (i === at ? from : 0));
    from += size;
    return slice(
      x,
      begin,
      x.shape.map((all, i) => (i === at ? size : all)),
    );
  });
}

function sizesOf(whole: number, parts: number | readonly number[]): readonly number[] {
  if (typeof parts === 'number') {
    // Parts of nothing are as many as one likes, within reason.
    expectInteger('split', 'parts', parts, 1, whole === 0 ? 2 ** 16 : whole);
    if (whole % parts === 0) return new Array<number>(parts).fill(whole / parts);
    throw new ShapeError(`split: parts: expected a divisor of the ${whole} entries, got ${parts}`);
  }
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new ShapeError(expected('split: parts', 'a number or the sizes of the parts', parts));
  }
  for (const size of parts) expectInteger('split', 'parts', size, 0, whole);
  const sum = parts.reduce((a: number, b: number) => a + b, 0);
  if (sum === whole) return parts;
  throw new ShapeError(
    `split: parts: expected sizes that add up to ${whole}, got ${parts.join(' + ')} = ${sum}`,
  );
}

/**
 * The entries of `x` along an axis, which they lose. Gradient: that of each entry in its place.
 *
 * @param x any dtype; a gradient flows through float32
 * @param axis counts from the end if it is negative. Default 0
 */
export function unstack(x: tf.Tensor, axis = 0): tf.Tensor[] {
  isFloat('unstack', 'x', x);
  const at = axisOf('unstack', x.rank, axis);
  if (x.shape[at] === 0) return [];
  const rest = x.shape.filter((_, i) => i !== at);
  return tf.tidy(() => split(x, x.shape[at] as number, at).map((part) => tf.reshape(part, rest)));
}

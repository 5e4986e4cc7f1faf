import * as tf from '@tensorflow/tfjs-core';
import { expectInteger } from '../../check/number';
import { expectOneAnAxis } from '../../check/room';
import { expectNumbers } from '../kit/axes';
import { gather } from '../rows/gather';
import { slice } from './slice';

/**
 * Every `strides[axis]`-th entry from `begin` to before `end`, as `x[begin:end:stride]` in NumPy: numbers below 0 count
 * from the end of the axis, those outside are moved to it, and a stride below 0 walks backwards. Gradient: dy in its
 * places, zeros between.
 *
 * @param x float32, int32 or bool; a gradient flows through float32
 * @param begin, end one an axis; null for as far as it goes
 * @param strides one an axis, none of them 0. Default 1
 * @returns an axis with nothing between `begin` and `end` is empty, as in NumPy
 * @throws RangeError for invalid numbers
 */
export function stridedSlice<T extends tf.Tensor>(
  x: T,
  begin: readonly (number | null)[],
  end: readonly (number | null)[],
  strides?: readonly number[],
): T {
  expectNumbers('stridedSlice', 'x', x);
  expectOneAnAxis('stridedSlice', 'begin', begin, x.rank);
  expectOneAnAxis('stridedSlice', 'end', end, x.rank);
  if (strides !== undefined) expectOneAnAxis('stridedSlice', 'strides', strides, x.rank);
  const places = x.shape.map((size, axis) =>
    placesOf(size, begin[axis] as null, end[axis] as null, strides ? (strides[axis] as number) : 1),
  );
  return tf.tidy(() => {
    const plain = places.map((list) => list.every((at, i) => at === (list[0] as number) + i));
    let y: tf.Tensor = slice(
      x,
      places.map((list, axis) => (plain[axis] ? (list[0] ?? 0) : 0)),
      places.map((list, axis) => (plain[axis] ? list.length : (x.shape[axis] as number))),
    );
    places.forEach((list, axis) => {
      if (!plain[axis]) y = gather(y, tf.tensor1d(list, 'int32'), axis);
    });
    return y as T;
  });
}

/** The entries of an axis that a range of NumPy names. */
function placesOf(
  size: number,
  begin: number | null,
  end: number | null,
  stride: number,
): number[] {
  expectInteger('stridedSlice', 'strides', stride);
  if (stride === 0) throw new RangeError('stridedSlice: strides: expected no 0, got 0');
  const [low, high] = stride > 0 ? [0, size] : [-1, size - 1];
  const at = (value: number | null, name: string, whole: number) => {
    if (value === null) return whole;
    expectInteger('stridedSlice', name, value);
    return Math.min(Math.max(value < 0 ? value + size : value, low), high);
  };
  const from = at(begin, 'begin', stride > 0 ? 0 : size - 1);
  const to = at(end, 'end', stride > 0 ? size : -1);
  const places: number[] = [];
  for (let i = from; stride > 0 ? i < to : i > to; i += stride) places.push(i);
  return places;
}

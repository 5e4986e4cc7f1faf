import * as tf from '@tensorflow/tfjs-core';
import type { AxisWindow } from '../conv/conv-geometry';
import {
  amongEntries,
  amongPlaces,
  placesOf,
  type Reach,
  reachesOf,
  seenOf,
  sumOf,
} from '../conv/window-taps';
import { isWhole } from './pool-windows';

// The largest of windows in tfjs's ops. No infinite constant: not every GPU takes one.

type Windows = readonly [down: AxisWindow, across: AxisWindow];

/** The largest of each window: of each of its rows, then of these. */
export function largestByTaps(x: tf.Tensor, [down, across]: Windows): tf.Tensor {
  return largestAlong(largestAlong(x, 1, down), 2, across);
}

/** dx: dy to the first of the largest in each window. */
export function routeByTaps(
  dy: tf.Tensor,
  x: tf.Tensor,
  y: tf.Tensor,
  windows: Windows,
): tf.Tensor {
  const [down, across] = windows;
  if (isWhole(down) && isWhole(across)) return take(firstOfAll(x, y), dy);
  const parts = masksOf(x, y, windows).map(([mask, row, column]) => {
    const part = take(mask, placesOf(placesOf(dy, 1, row), 2, column));
    return amongEntries(amongEntries(part, 2, across, column), 1, down, row);
  });
  return sumOf(parts);
}

/** Of g, shaped like x, what lies at the first of the largest in each window. */
export function pickByTaps(g: tf.Tensor, x: tf.Tensor, y: tf.Tensor, windows: Windows): tf.Tensor {
  const [down, across] = windows;
  if (isWhole(down) && isWhole(across)) return tf.sum(take(firstOfAll(x, y), g), [1, 2], true);
  const parts = masksOf(x, y, windows).map(([mask, row, column]) => {
    const part = take(mask, seenOf(seenOf(g, 1, down, row), 2, across, column));
    return amongPlaces(amongPlaces(part, 2, across, column), 1, down, row);
  });
  return sumOf(parts);
}

function largestAlong(x: tf.Tensor, axis: number, window: AxisWindow): tf.Tensor {
  if (isWhole(window)) return tf.max(x, axis, true);
  const { out, stride, dilation, before, in: size } = window;
  const taps = reachesOf(window).map(({ tap }) => {
    // A tap in the padding stands for its neighbour in the window that lies in the input.
    const entries = Int32Array.from({ length: out }, (_, place) => {
      const start = place * stride - before;
      const at = start + tap * dilation;
      if (at < 0) return start + dilation * Math.ceil(-start / dilation);
      return at < size ? at : start + dilation * Math.floor((size - 1 - start) / dilation);
    });
    return tf.gather(x, tf.tensor1d(entries, 'int32'), axis);
  });
  return taps.reduce((a, b) => tf.maximum(a, b));
}

/** Where each tap is the first of the largest, of the places that see an entry by it. */
function masksOf(x: tf.Tensor, y: tf.Tensor, [down, across]: Windows): [tf.Tensor, Reach, Reach][] {
  let open: tf.Tensor = tf.onesLike(y);
  const columns = reachesOf(across);
  return reachesOf(down).flatMap((row) =>
    columns.map((column): [tf.Tensor, Reach, Reach] => {
      const places = (all: tf.Tensor) => placesOf(placesOf(all, 1, row), 2, column);
      const seen = seenOf(seenOf(x, 1, down, row), 2, across, column);
      const here = tf.mul(isLargest(seen, places(y)), places(open));
      open = tf.sub(open, amongPlaces(amongPlaces(here, 2, across, column), 1, down, row));
      return [here, row, column];
    }),
  );
}

/** Of windows that are the whole image: where the first of the largest is, in rows, then columns. */
function firstOfAll(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const [, height, width] = x.shape as [number, number, number];
  const largest = isLargest(x, y);
  const first = (mask: tf.Tensor, size: number, shape: number[]) => {
    const entries = tf.reshape(tf.range(0, size), shape);
    const own = tf.where(tf.greater(mask, 0), entries, tf.scalar(size));
    return tf.cast(tf.equal(entries, tf.min(own, [1, 2], true)), 'float32');
  };
  const row = tf.mul(largest, first(largest, height, [1, height, 1, 1]));
  return tf.mul(row, first(row, width, [1, 1, width, 1]));
}

/** 1 where x is the largest: what equals y, or any NaN. */
function isLargest(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.cast(tf.logicalOr(tf.equal(x, y), tf.notEqual(x, x)), 'float32');
}

/** `values` where `mask` is 1, else 0, whatever they are. */
function take(mask: tf.Tensor, values: tf.Tensor): tf.Tensor {
  return tf.where(tf.greater(mask, 0), values, tf.scalar(0));
}

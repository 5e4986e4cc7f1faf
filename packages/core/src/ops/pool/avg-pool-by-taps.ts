import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../wasm/product';
import type { AxisWindow } from '../conv/conv-geometry';
import { amongEntries, amongPlaces, placesOf, reachesOf, seenOf, sumOf } from '../conv/window-taps';
import { sumRows, takeRows } from '../rows/rows';
import { countedBy, isWhole, seenBy } from './pool-windows';

// The means of windows in tfjs's ops: of columns of the means of rows, as what a window has is their product.

/**
 * What a mean is divided by: the entries that its window sees, or its places in the padding too. `bins` are as `seen`, of
 * windows that divide an axis of n entries into m as evenly as it goes: ⌊i n/m⌋ to ⌈(i + 1) n/m⌉ − 1.
 */
export type Counted = 'seen' | 'padded' | 'bins';

type Windows = readonly [down: AxisWindow, across: AxisWindow];

/** The mean of each window. */
export function meanByTaps(x: tf.Tensor, [down, across]: Windows, counted: Counted): tf.Tensor {
  return meanAlong(meanAlong(x, 1, down, counted), 2, across, counted);
}

/** What each entry gets of the gradient of all means that it is in. */
export function shareByTaps(dy: tf.Tensor, [down, across]: Windows, counted: Counted): tf.Tensor {
  return shareAlong(shareAlong(dy, 2, across, counted), 1, down, counted);
}

function meanAlong(x: tf.Tensor, axis: number, window: AxisWindow, counted: Counted): tf.Tensor {
  const bins = counted === 'bins';
  const taps = () =>
    bins
      ? binTaps(window).map((ids) => takeRows(x, ids, ...layoutOf(x, axis, window.out)))
      : reachesOf(window).map((reach) =>
          amongPlaces(seenOf(x, axis, window, reach), axis, window, reach),
        );
  const whole = bins ? window.out === 1 : isWhole(window);
  const sum = whole ? tf.sum(x, axis, true) : sumOf(taps());
  return tf.mul(sum, sharesOf(window, axis, counted));
}

function shareAlong(dy: tf.Tensor, axis: number, window: AxisWindow, counted: Counted): tf.Tensor {
  const bins = counted === 'bins';
  const part = tf.mul(dy, sharesOf(window, axis, counted));
  if (bins ? window.out === 1 : isWhole(window)) {
    return tf.tile(
      part,
      part.shape.map((_, i) => (i === axis ? window.in : 1)),
    );
  }
  const taps = bins
    ? binTaps(window).map((ids) => {
        const [layout, shape] = layoutOf(part, axis, window.in);
        return sumRows(part, ids, { ...layout, count: window.in }, shape);
      })
    : reachesOf(window).map((reach) =>
        amongEntries(placesOf(part, axis, reach), axis, window, reach),
      );
  return sumOf(taps);
}

/** 1 / n of each place of an axis. */
function sharesOf(window: AxisWindow, axis: number, counted: Counted): tf.Tensor {
  const count = { seen: seenBy, padded: countedBy, bins: binSize }[counted];
  const shares = Float32Array.from({ length: window.out }, (_, i) => 1 / count(window, i));
  return tf.tensor(shares, [window.out, ...new Array<number>(3 - axis).fill(1)]);
}

function binStart({ in: size, out }: AxisWindow, bin: number): number {
  return Math.floor((bin * size) / out);
}

function binSize(window: AxisWindow, bin: number): number {
  return Math.ceil(((bin + 1) * window.in) / window.out) - binStart(window, bin);
}

/** The first entry of each bin, the second, … : −1 where it has no more. */
function binTaps(window: AxisWindow): tf.Tensor[] {
  const bins = Array.from({ length: window.out }, (_, bin) => bin);
  const taps = bins.reduce((most, bin) => Math.max(most, binSize(window, bin)), 0);
  return Array.from({ length: taps }, (_, tap) => {
    const ids = bins.map((bin) => (tap < binSize(window, bin) ? binStart(window, bin) + tap : -1));
    return tf.tensor1d(ids, 'int32');
  });
}

/** How rows along `axis` lie in memory, and the shape with `entries` of them there. */
function layoutOf(x: tf.Tensor, axis: number, entries: number) {
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const layout = { outer: sizeOf(before), count: x.shape[axis] as number, size: sizeOf(after) };
  return [layout, [...before, entries, ...after]] as const;
}

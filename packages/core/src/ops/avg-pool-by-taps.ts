import * as tf from '@tensorflow/tfjs-core';
import type { AxisWindow } from './conv-geometry';
import { countedBy, isWhole, seenBy } from './pool-windows';
import { amongEntries, amongPlaces, placesOf, reachesOf, seenOf, sumOf } from './window-taps';

// The means of windows in tfjs's ops: of columns of the means of rows, as what a window has is their product.

type Windows = readonly [down: AxisWindow, across: AxisWindow];

/** The mean of each window. */
export function meanByTaps(
  x: tf.Tensor,
  [down, across]: Windows,
  countPadding: boolean,
): tf.Tensor {
  return meanAlong(meanAlong(x, 1, down, countPadding), 2, across, countPadding);
}

/** What each entry gets of the gradient of all means that it is in. */
export function shareByTaps(
  dy: tf.Tensor,
  [down, across]: Windows,
  countPadding: boolean,
): tf.Tensor {
  return shareAlong(shareAlong(dy, 2, across, countPadding), 1, down, countPadding);
}

function meanAlong(
  x: tf.Tensor,
  axis: number,
  window: AxisWindow,
  countPadding: boolean,
): tf.Tensor {
  const taps = () =>
    reachesOf(window).map((reach) =>
      amongPlaces(seenOf(x, axis, window, reach), axis, window, reach),
    );
  const sum = isWhole(window) ? tf.sum(x, axis, true) : sumOf(taps());
  return tf.mul(sum, sharesOf(window, axis, countPadding));
}

function shareAlong(
  dy: tf.Tensor,
  axis: number,
  window: AxisWindow,
  countPadding: boolean,
): tf.Tensor {
  const part = tf.mul(dy, sharesOf(window, axis, countPadding));
  if (isWhole(window))
    return tf.tile(
      part,
      part.shape.map((_, i) => (i === axis ? window.in : 1)),
    );
  const taps = reachesOf(window).map((reach) =>
    amongEntries(placesOf(part, axis, reach), axis, window, reach),
  );
  return sumOf(taps);
}

/** 1 / n of each place of an axis. */
function sharesOf(window: AxisWindow, axis: number, countPadding: boolean): tf.Tensor {
  const count = countPadding ? countedBy : seenBy;
  const shares = Float32Array.from({ length: window.out }, (_, i) => 1 / count(window, i));
  return tf.tensor(shares, [window.out, ...new Array<number>(3 - axis).fill(1)]);
}

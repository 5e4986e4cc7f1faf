import * as tf from '@tensorflow/tfjs-core';
import type { ImageWindows } from './window-struct';
import {
  amongEntries,
  amongPlaces,
  placesOf,
  type Reach,
  reachesOf,
  seenOf,
  sumOf,
} from './window-taps';

// The products of a convolution a channel in tfjs's ops, w [height, width, channels, 1], a tap at a time.

/** x ∗ w. */
export function depthwiseByTaps(x: tf.Tensor, w: tf.Tensor, plan: ImageWindows): tf.Tensor {
  const [down, across] = plan.windows;
  const parts = overTaps(plan, (row, column) => {
    const seen = seenOf(seenOf(x, 1, down, row), 2, across, column);
    const part = tf.mul(seen, channelsOf(w, row, column));
    return amongPlaces(amongPlaces(part, 2, across, column), 1, down, row);
  });
  return parts.length > 0 ? sumOf(parts) : tf.zeros([plan.batch, down.out, across.out, plan.out]);
}

/** dx, from dz and w. */
export function depthwiseInputGradientByTaps(
  dz: tf.Tensor,
  w: tf.Tensor,
  plan: ImageWindows,
): tf.Tensor {
  const [down, across] = plan.windows;
  const parts = overTaps(plan, (row, column) => {
    const part = tf.mul(placesOf(placesOf(dz, 1, row), 2, column), channelsOf(w, row, column));
    return amongEntries(amongEntries(part, 2, across, column), 1, down, row);
  });
  return parts.length > 0 ? sumOf(parts) : tf.zeros([plan.batch, down.in, across.in, plan.in]);
}

/** dw, from x and dz. */
export function depthwiseFilterGradientByTaps(
  x: tf.Tensor,
  dz: tf.Tensor,
  plan: ImageWindows,
): tf.Tensor {
  const [down, across] = plan.windows;
  const sums = new Array<tf.Tensor>(down.kernel * across.kernel).fill(tf.zeros([plan.in]));
  overTaps(plan, (row, column) => {
    const seen = seenOf(seenOf(x, 1, down, row), 2, across, column);
    const places = placesOf(placesOf(dz, 1, row), 2, column);
    const sum = tf.sum(tf.mul(seen, places), [0, 1, 2]);
    sums[row.tap * across.kernel + column.tap] = sum;
    return sum;
  });
  return tf.reshape(tf.stack(sums), [down.kernel, across.kernel, plan.in, 1]);
}

function overTaps(
  { windows: [down, across] }: ImageWindows,
  f: (row: Reach, column: Reach) => tf.Tensor,
): tf.Tensor[] {
  const columns = reachesOf(across);
  return reachesOf(down).flatMap((row) => columns.map((column) => f(row, column)));
}

/** What a tap multiplies each channel by. */
function channelsOf(w: tf.Tensor, row: Reach, column: Reach): tf.Tensor {
  const channels = w.shape[2] as number;
  return tf.reshape(tf.slice(w, [row.tap, column.tap, 0, 0], [1, 1, channels, 1]), [channels]);
}

import * as tf from '@tensorflow/tfjs-core';
import type { AxisWindow } from './conv-geometry';

/*
 * Windows in tfjs's ops, for backends without our kernels: tfjs's own convolutions and pools know no groups, and no
 * gradients with dilation. A tap is a strided slice of what it sees, so no padding is ever made, however much it is, and
 * what lies in it has no part in any sum.
 */

type Windows = readonly [down: AxisWindow, across: AxisWindow];

/** What one tap sees on an axis: `count` places from `first` on, the first of them the entry `at`. */
export interface Reach {
  readonly tap: number;
  readonly first: number;
  readonly count: number;
  readonly at: number;
}

/** The taps of an axis that see any entry, in their order. */
export function reachesOf({
  kernel,
  dilation,
  stride,
  before,
  in: size,
  out,
}: AxisWindow): Reach[] {
  const reaches: Reach[] = [];
  // The last place sees by the first taps; what no place sees by is never looked at, however many taps there are.
  let tap = 0;
  for (let place = out - 1; place >= 0; place--) {
    const corner = before - place * stride;
    tap = Math.max(tap, Math.ceil(corner / dilation));
    const end = Math.min(kernel - 1, Math.floor((corner + size - 1) / dilation));
    for (; tap <= end; tap++) {
      const start = tap * dilation - before;
      const first = Math.max(0, Math.ceil(-start / stride));
      const count = Math.min(out, Math.floor((size - 1 - start) / stride) + 1) - first;
      reaches.push({ tap, first, count, at: start + first * stride });
    }
  }
  return reaches;
}

/** The entries of `x` along `axis` that a tap sees, for the places that see one by it. */
export function seenOf(
  x: tf.Tensor,
  axis: number,
  { stride }: AxisWindow,
  reach: Reach,
): tf.Tensor {
  const { count, at } = reach;
  return slice(x, axis, at, count, count === 1 ? 1 : stride);
}

/** The places of `y` along `axis` that see an entry by a tap. */
export function placesOf(y: tf.Tensor, axis: number, { first, count }: Reach): tf.Tensor {
  return slice(y, axis, first, count, 1);
}

/** Those places as all places, the others 0: the adjoint of `placesOf`. */
export function amongPlaces(
  part: tf.Tensor,
  axis: number,
  { out }: AxisWindow,
  reach: Reach,
): tf.Tensor {
  return pad(part, axis, reach.first, out - reach.first - reach.count);
}

/** Those entries as all entries of the axis, the others 0: the adjoint of `seenOf`. */
export function amongEntries(
  part: tf.Tensor,
  axis: number,
  window: AxisWindow,
  reach: Reach,
): tf.Tensor {
  const { count, at } = reach;
  const step = count === 1 ? 1 : window.stride;
  const length = (count - 1) * step + 1;
  const spread = slice(spreadOut(part, axis, step), axis, 0, length, 1);
  return pad(spread, axis, at, window.in - at - length);
}

/** What each place sees by each tap, 0 in the padding, in the order of taps: [batch, height, width, channels] each. */
export function tapsOf(x: tf.Tensor, windows: Windows): tf.Tensor[] {
  const [down, across] = windows;
  const rows = byTap(x, 1, down);
  const [batch, , , channels] = x.shape as [number, number, number, number];
  let nothing: tf.Tensor | undefined;
  return Array.from({ length: down.kernel }, (_, i) => {
    const row = rows.get(i);
    const columns = row === undefined ? new Map<number, tf.Tensor>() : byTap(row, 2, across);
    return Array.from({ length: across.kernel }, (__, j) => {
      const tap = columns.get(j);
      if (tap === undefined) nothing ??= tf.zeros([batch, down.out, across.out, channels]);
      return (tap ?? nothing) as tf.Tensor;
    });
  }).flat();
}

/** The adjoint of `tapsOf`: adds what reaches the input by each tap, [batch, height, width, channels]. */
export function fromTaps(taps: readonly tf.Tensor[], [down, across]: Windows): tf.Tensor {
  const columns = reachesOf(across);
  const rows = reachesOf(down).map((row) => {
    const parts = columns.map((column) => {
      const tap = taps[row.tap * across.kernel + column.tap] as tf.Tensor;
      return amongEntries(placesOf(tap, 2, column), 2, across, column);
    });
    const line = parts.length === 0 ? undefined : sumOf(parts);
    return line && amongEntries(placesOf(line, 1, row), 1, down, row);
  });
  const seen = rows.filter((row) => row !== undefined);
  if (seen.length > 0) return sumOf(seen);
  const [batch, , , channels] = (taps[0] as tf.Tensor).shape as [number, number, number, number];
  return tf.zeros([batch, down.in, across.in, channels]);
}

/**
 * Their sum, by halves: of many like ones the error grows with the logarithm of their number. Not by `tf.addN`, which on a
 * GPU gives zeros for more than seven.
 */
export function sumOf(parts: readonly tf.Tensor[]): tf.Tensor {
  if (parts.length === 1) return parts[0] as tf.Tensor;
  const half = parts.length >> 1;
  return tf.add(sumOf(parts.slice(0, half)), sumOf(parts.slice(half)));
}

function byTap(x: tf.Tensor, axis: number, window: AxisWindow): Map<number, tf.Tensor> {
  const tap = (reach: Reach) => amongPlaces(seenOf(x, axis, window, reach), axis, window, reach);
  return new Map(reachesOf(window).map((reach) => [reach.tap, tap(reach)]));
}

function slice(x: tf.Tensor, axis: number, at: number, count: number, step: number): tf.Tensor {
  if (at === 0 && count === x.shape[axis]) return x;
  const begin = x.shape.map((_, i) => (i === axis ? at : 0));
  if (step === 1)
    return tf.slice(
      x,
      begin,
      x.shape.map((size, i) => (i === axis ? count : size)),
    );
  const end = x.shape.map((size, i) => (i === axis ? at + (count - 1) * step + 1 : size));
  return tf.stridedSlice(
    x,
    begin,
    end,
    x.shape.map((_, i) => (i === axis ? step : 1)),
  );
}

function pad(x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor {
  if (before === 0 && after === 0) return x;
  return tf.pad(
    x,
    x.shape.map((_, i): [number, number] => (i === axis ? [before, after] : [0, 0])),
  );
}

/** `step` − 1 zeros behind each entry of the axis. */
function spreadOut(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const size = x.shape[axis] as number;
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const inner = after.reduce((product, own) => product * own, 1);
  const each = tf.reshape(x, [x.size / inner, 1, inner]);
  return tf.reshape(pad(each, 1, 0, step - 1), [...before, size * step, ...after]);
}

import type * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../check/shape';
import type { ImageWindows } from '../kernels/windows';
import { expectFloats } from './check';
import { type AxisWindow, type Padding, perAxis, planWindows } from './conv-geometry';

export interface PoolOptions {
  /** Entries of a window, for every axis or by axis. */
  size: number | readonly number[];
  /** Entries that the window moves on. Default `size`. */
  stride?: number | readonly number[];
  /** Places in the padding are left out. Default `valid`. */
  padding?: Padding;
}

/**
 * The windows of a pool over x [batch, height, width, channels].
 *
 * @throws ShapeError, RangeError for options that are none, a window larger than the padded x, and
 *   padding of which a window sees nothing else
 */
export function planPool(
  where: string,
  x: tf.Tensor,
  {
    size,
    stride = size,
    padding,
    dilation,
  }: PoolOptions & { dilation?: number | readonly number[] },
): ImageWindows {
  expectFloats(where, 'x', x);
  expectShape(where, 'x', x, ['batch', 'height', 'width', 'channels']);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const sizes = perAxis(where, 'size', size, 2);
  const options = { stride, ...(padding && { padding }), ...(dilation && { dilation }) };
  const windows = planWindows(where, [height, width], sizes, options);
  for (const [axis, window] of windows.entries()) expectSeen(where, window, axis);
  const own = windows as unknown as ImageWindows['windows'];
  return { batch, in: channels, out: channels, groups: 1, windows: own };
}

/** Checks that every window sees an entry. */
function expectSeen(where: string, window: AxisWindow, axis: number): void {
  if (window.before === 0 && window.after === 0) return;
  for (let place = 0; place < window.out; place++) {
    if (seenBy(window, place) > 0) continue;
    throw new RangeError(
      `${where}: padding: expected windows that see entries of axis ${axis}, got ${window.before} before and ` +
        `${window.after} behind it, of which number ${place} sees nothing else`,
    );
  }
}

/** How many entries of the input the window at `place` sees. */
export function seenBy(
  { kernel, dilation, stride, before, in: size }: AxisWindow,
  place: number,
): number {
  const start = place * stride - before;
  const first = start >= 0 ? 0 : Math.ceil(-start / dilation);
  const last = Math.min(kernel, Math.ceil((size - start) / dilation));
  return Math.max(last - first, 0);
}

import type * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { checkedLater, type OptionChecks } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectShape } from '../../check/shape';
import { type AxisWindow, type Padding, perAxis, planWindows } from '../conv/conv-geometry';
import type { ImageWindows } from '../conv/window-struct';
import { expectFloats } from '../kit/check';

export interface PoolOptions {
  /** Entries of a window, for every axis or by axis. */
  size: number | readonly number[];
  /** Entries that the window moves on. Default `size`. */
  stride?: number | readonly number[];
  /** Places in the padding are left out. Default `valid`. */
  padding?: Padding;
  /**
   * Adds a last window that reaches beyond the padded input, if entries remain that no other window sees: ⌈⌉ instead of
   * ⌊⌋ in the size of the output. It must start within the input or the padding in front. Default false.
   */
  ceilMode?: boolean;
}

/** The checks of `PoolOptions`. */
export const POOL_OPTIONS: OptionChecks<PoolOptions> = {
  size: checkedLater,
  stride: checkedLater,
  padding: checkedLater,
  ceilMode: expectFlag,
};

/**
 * The windows of a pool over x [batch, height, width, channels].
 *
 * @throws ShapeError, RangeError for invalid options, a window larger than the padded x, and padding of which a window
 *   sees nothing else
 */
export function planPool(
  where: string,
  x: tf.Tensor,
  {
    size,
    stride = size,
    padding = 'valid',
    dilation = 1,
    ceilMode = false,
  }: PoolOptions & { dilation?: number | readonly number[] },
): ImageWindows {
  expectFloats(where, 'x', x, 'batch');
  expectShape(where, 'x', x, ['batch', 'height', 'width', 'channels'], 'batch');
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const sizes = perAxis(where, 'size', size, 2);
  const options = { stride, padding, dilation };
  const windows = planWindows(where, [height, width], sizes, options, ceilMode);
  for (const [axis, window] of windows.entries()) expectSeen(where, window, axis);
  const [down, across] = windows as [AxisWindow, AxisWindow];
  expectRoom(where, 'result', [batch, down.out, across.out, channels]);
  return { batch, in: channels, out: channels, groups: 1, windows: [down, across] };
}

/** Checks that every window sees an entry. */
function expectSeen(where: string, window: AxisWindow, axis: number): void {
  const { in: size, before, after, dilation, out } = window;
  if (before === 0 && after === 0) return;
  // Where no gap between taps is wider than the input, a window sees something wherever it meets it: the first and the last
  // stand for all. Else no more of them see something than there are pairs of a tap and an entry.
  const step = dilation <= size ? Math.max(out - 1, 1) : 1;
  for (let place = 0; place < out; place += step) {
    if (seenBy(window, place) > 0) continue;
    throw new RangeError(
      `${where}: padding: expected windows that see entries of axis ${axis}, got ${before} before and ` +
        `${after} behind it, of which number ${place} sees nothing else`,
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

/** How many entries the window at `place` has, those in the padding too but not what lies beyond it. */
export function countedBy(
  { kernel, stride, before, after, in: size }: AxisWindow,
  place: number,
): number {
  return Math.min(kernel, before + size + after - place * stride);
}

/** Whether there is one window, and it is the whole axis: its pool is a reduction. */
export function isWhole({ out, kernel, in: size, before, after, dilation }: AxisWindow): boolean {
  return out === 1 && kernel === size && before === 0 && after === 0 && dilation === 1;
}

/**
 * Whether all of an image goes into a single place, and is large: on a GPU many threads then share it, by ops, where a program of ours
 * has one for each place.
 */
export function isLongReduction({ windows: [down, across] }: ImageWindows): boolean {
  return down.out === 1 && across.out === 1 && down.in * across.in > LONG;
}

const LONG = 1024;

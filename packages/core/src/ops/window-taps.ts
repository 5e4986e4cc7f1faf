import * as tf from '@tensorflow/tfjs-core';
import type { AxisWindow } from './conv-geometry';

/*
 * Windows in tfjs's ops, for backends without our kernels: one strided slice a tap, or back. tfjs's own
 * convolutions and pools know no groups, and no gradients with dilation.
 */

type Windows = readonly [AxisWindow, AxisWindow];

/** What each place of the output sees by each tap, in the order of taps: [batch, height, width, channels] each. */
export function tapsOf(x: tf.Tensor, [down, across]: Windows, padding = 0): tf.Tensor[] {
  const around = [[0, 0], paddingOf(down), paddingOf(across), [0, 0]] as [number, number][];
  const padded = around.flat().some((size) => size > 0) ? tf.pad(x, around, padding) : x;
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const strides = [1, down.stride, across.stride, 1];
  return eachTap([down, across], (y, z) => {
    const bottom = y + (down.out - 1) * down.stride + 1;
    const right = z + (across.out - 1) * across.stride + 1;
    return tf.stridedSlice(padded, [0, y, z, 0], [batch, bottom, right, channels], strides);
  });
}

/** Their sum. Not by `tf.addN`, which on a GPU gives zeros for more than seven. */
export function sumOf(taps: readonly tf.Tensor[]): tf.Tensor {
  return taps.reduce((a, b) => tf.add(a, b));
}

/** The adjoint of `tapsOf`: adds what reaches the input by each tap, [batch, height, width, channels]. */
export function fromTaps(taps: readonly tf.Tensor[], windows: Windows): tf.Tensor {
  const [down, across] = windows;
  // Room for every tap, of which the padding is cut off at the end.
  const [high, wide] = windows.map(({ kernel, dilation, out, stride, before, in: size }) =>
    Math.max((kernel - 1) * dilation + out * stride, before + size),
  ) as [number, number];
  let sum: tf.Tensor | undefined;
  let at = 0;
  eachTap(windows, (y, z) => {
    const whole = spreadOut(taps[at++] as tf.Tensor, down.stride, across.stride);
    const placed = tf.pad(whole, [
      [0, 0],
      [y, high - y - (whole.shape[1] as number)],
      [z, wide - z - (whole.shape[2] as number)],
      [0, 0],
    ]);
    sum = sum === undefined ? placed : tf.add(sum, placed);
    return placed;
  });
  const { shape } = sum as tf.Tensor;
  const size = [shape[0] as number, down.in, across.in, shape[3] as number];
  return tf.slice(sum as tf.Tensor, [0, down.before, across.before, 0], size);
}

function eachTap([down, across]: Windows, f: (y: number, x: number) => tf.Tensor): tf.Tensor[] {
  const made: tf.Tensor[] = [];
  for (let y = 0; y < down.kernel; y++) {
    for (let x = 0; x < across.kernel; x++) made.push(f(y * down.dilation, x * across.dilation));
  }
  return made;
}

function paddingOf({ before, after }: AxisWindow): [number, number] {
  return [before, after];
}

/** Zeros between the places: `stepY` rows and `stepX` columns for each. */
function spreadOut(x: tf.Tensor, stepY: number, stepX: number): tf.Tensor {
  if (stepY === 1 && stepX === 1) return x;
  const [batch, height, width, depth] = x.shape as [number, number, number, number];
  const wide = padMiddle(tf.reshape(x, [batch * height * width, 1, depth]), stepX - 1);
  const row = width * stepX * depth;
  const high = padMiddle(tf.reshape(wide, [batch * height, 1, row]), stepY - 1);
  return tf.reshape(high, [batch, height * stepY, width * stepX, depth]);
}

function padMiddle(x: tf.Tensor, more: number): tf.Tensor {
  return tf.pad(x, [
    [0, 0],
    [0, more],
    [0, 0],
  ]);
}

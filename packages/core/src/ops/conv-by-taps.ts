import * as tf from '@tensorflow/tfjs-core';
import type { AxisWindow } from './conv-geometry';
import type { ConvPlan } from './conv-products';

/*
 * Convolutions in tfjs's ops, for backends without our kernels: patches [batch, height, width, taps · in] from one
 * strided slice a tap, and products. tfjs's own convolutions know no groups, and no gradients with dilation.
 */

/** x ∗ w. */
export function conv2dByTaps(x: tf.Tensor, w: tf.Tensor, plan: ConvPlan): tf.Tensor {
  const { batch, out, groups, windows } = plan;
  const depth = plan.in / groups;
  const patches = patchesOf(x, plan);
  const [down, across] = windows;
  const results = splitLast(w, groups).map((part, group) => {
    const seen = rows(ofGroup(patches, group, depth, plan));
    return tf.matMul(seen, tf.reshape(part, [-1, out / groups]) as tf.Tensor2D);
  });
  return tf.reshape(tf.concat(results, 1), [batch, down.out, across.out, out]);
}

/** dw, from x and dz. */
export function filterGradientByTaps(x: tf.Tensor, dz: tf.Tensor, plan: ConvPlan): tf.Tensor {
  const { groups, windows } = plan;
  const depth = plan.in / groups;
  const [down, across] = windows;
  const patches = patchesOf(x, plan);
  const parts = splitLast(dz, groups).map((part, group) => {
    const seen = rows(ofGroup(patches, group, depth, plan));
    return tf.matMul(seen, rows(part), true);
  });
  return tf.reshape(tf.concat(parts, 1), [down.kernel, across.kernel, depth, plan.out]);
}

/** dx, from dz and w. */
export function inputGradientByTaps(dz: tf.Tensor, w: tf.Tensor, plan: ConvPlan): tf.Tensor {
  const { batch, groups, windows } = plan;
  const depth = plan.in / groups;
  const [down, across] = windows;
  const parts = splitLast(dz, groups);
  const filters = splitLast(w, groups);
  // Room for every tap, of which the padding is cut off at the end.
  const canvas = windows.map(({ kernel, dilation, out, stride, before, in: size }) =>
    Math.max((kernel - 1) * dilation + out * stride, before + size),
  ) as [number, number];
  let sum: tf.Tensor | undefined;
  for (let ky = 0; ky < down.kernel; ky++) {
    for (let kx = 0; kx < across.kernel; kx++) {
      const reached = parts.map((part, group) => {
        const tap = tf.slice(filters[group] as tf.Tensor, [ky, kx], [1, 1]);
        const flat = tf.reshape(tap, [depth, plan.out / groups]) as tf.Tensor2D;
        return tf.reshape(tf.matMul(rows(part), flat, false, true), [
          batch,
          down.out,
          across.out,
          depth,
        ]);
      });
      const whole = spreadOut(tf.concat(reached, 3), down.stride, across.stride);
      const from = [ky * down.dilation, kx * across.dilation] as const;
      const placed = tf.pad(whole, [
        [0, 0],
        [from[0], canvas[0] - from[0] - (whole.shape[1] as number)],
        [from[1], canvas[1] - from[1] - (whole.shape[2] as number)],
        [0, 0],
      ]);
      sum = sum === undefined ? placed : tf.add(sum, placed);
    }
  }
  const begin = [0, down.before, across.before, 0];
  return tf.slice(sum as tf.Tensor, begin, [batch, down.in, across.in, plan.in]);
}

/** What each place of the output sees, a tensor a tap: [batch, height, width, in] each. */
function patchesOf(x: tf.Tensor, { windows }: ConvPlan): tf.Tensor[] {
  const [down, across] = windows;
  const padded = tf.pad(x, [[0, 0], paddingOf(down), paddingOf(across), [0, 0]]);
  const patches: tf.Tensor[] = [];
  const [batch, , , channels] = x.shape as [number, number, number, number];
  for (let ky = 0; ky < down.kernel; ky++) {
    for (let kx = 0; kx < across.kernel; kx++) {
      const [y, z] = [ky * down.dilation, kx * across.dilation];
      const end = [y + (down.out - 1) * down.stride + 1, z + (across.out - 1) * across.stride + 1];
      const strides = [1, down.stride, across.stride, 1];
      patches.push(
        tf.stridedSlice(padded, [0, y, z, 0], [batch, ...end, channels] as number[], strides),
      );
    }
  }
  return patches;
}

function paddingOf({ before, after }: AxisWindow): [number, number] {
  return [before, after];
}

/** The channels of one group of all taps, [batch, height, width, taps · depth]. */
function ofGroup(
  patches: readonly tf.Tensor[],
  group: number,
  depth: number,
  { groups }: ConvPlan,
): tf.Tensor {
  const own =
    groups === 1
      ? patches
      : patches.map((patch) =>
          tf.slice(patch, [0, 0, 0, group * depth], [...patch.shape.slice(0, 3), depth]),
        );
  return tf.concat(own as tf.Tensor[], 3);
}

/** Zeros between the places: `stepY` rows and `stepX` columns for each. */
function spreadOut(x: tf.Tensor, stepY: number, stepX: number): tf.Tensor {
  const [batch, height, width, depth] = x.shape as [number, number, number, number];
  const wide = tf.pad(tf.reshape(x, [batch * height * width, 1, depth]), [
    [0, 0],
    [0, stepX - 1],
    [0, 0],
  ]);
  const row = width * stepX * depth;
  const high = tf.pad(tf.reshape(wide, [batch * height, 1, row]), [
    [0, 0],
    [0, stepY - 1],
    [0, 0],
  ]);
  return tf.reshape(high, [batch, height * stepY, width * stepX, depth]);
}

function splitLast(x: tf.Tensor, parts: number): tf.Tensor[] {
  return parts === 1 ? [x] : tf.split(x, parts, x.rank - 1);
}

/** [..., depth] as a matrix. */
function rows(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape[x.rank - 1] as number]) as tf.Tensor2D;
}

import * as tf from '@tensorflow/tfjs-core';
import type { ConvPlan } from './conv-plan';
import { fromTaps, tapsOf } from './window-taps';

// The products of a convolution in tfjs's ops: patches [batch, height, width, taps · in], and products of matrices.

/** x ∗ w. */
export function conv2dByTaps(x: tf.Tensor, w: tf.Tensor, plan: ConvPlan): tf.Tensor {
  const { batch, out, groups, windows } = plan;
  const [down, across] = windows;
  const taps = tapsOf(x, windows);
  const results = splitLast(w, groups).map((part, group) =>
    tf.matMul(patches(taps, group, plan), tf.reshape(part, [-1, out / groups]) as tf.Tensor2D),
  );
  return tf.reshape(tf.concat(results, 1), [batch, down.out, across.out, out]);
}

/** dw, from x and dz. */
export function filterGradientByTaps(x: tf.Tensor, dz: tf.Tensor, plan: ConvPlan): tf.Tensor {
  const { groups, windows } = plan;
  const [down, across] = windows;
  const taps = tapsOf(x, windows);
  const parts = splitLast(dz, groups).map((part, group) =>
    tf.matMul(patches(taps, group, plan), rows(part), true),
  );
  return tf.reshape(tf.concat(parts, 1), [down.kernel, across.kernel, plan.in / groups, plan.out]);
}

/** dx, from dz and w. */
export function inputGradientByTaps(dz: tf.Tensor, w: tf.Tensor, plan: ConvPlan): tf.Tensor {
  const { batch, groups, out, windows } = plan;
  const [down, across] = windows;
  const depth = plan.in / groups;
  const parts = splitLast(dz, groups).map(rows);
  const filters = splitLast(w, groups);
  const taps = Array.from({ length: down.kernel * across.kernel }, (_, tap) => {
    const at = [Math.floor(tap / across.kernel), tap % across.kernel];
    const reached = parts.map((part, group) => {
      const filter = tf.slice(filters[group] as tf.Tensor, at, [1, 1]);
      const own = tf.reshape(filter, [depth, out / groups]) as tf.Tensor2D;
      return tf.matMul(part, own, false, true);
    });
    return tf.reshape(tf.concat(reached, 1), [batch, down.out, across.out, plan.in]);
  });
  return fromTaps(taps, windows);
}

/** What the places see of one group's channels, a row each: [places, taps · depth]. */
function patches(taps: readonly tf.Tensor[], group: number, plan: ConvPlan): tf.Tensor2D {
  const depth = plan.in / plan.groups;
  const own = taps.map((tap) =>
    plan.groups === 1
      ? tap
      : tf.slice(tap, [0, 0, 0, group * depth], [...tap.shape.slice(0, 3), depth]),
  );
  return rows(tf.concat(own, 3));
}

function splitLast(x: tf.Tensor, parts: number): tf.Tensor[] {
  return parts === 1 ? [x] : tf.split(x, parts, x.rank - 1);
}

/** [..., depth] as a matrix. */
function rows(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape[x.rank - 1] as number]) as tf.Tensor2D;
}

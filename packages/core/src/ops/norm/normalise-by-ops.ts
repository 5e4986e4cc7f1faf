import * as tf from '@tensorflow/tfjs-core';
import type { Moments, NormPlan } from './norm-plan';

// Norms in tfjs's ops, for backends without our kernels and for gradients of gradients.

/** Gradients of x, of the weight and of the bias. */
export type NormGradients = readonly [
  dx: tf.Tensor,
  dweight: tf.Tensor | undefined,
  dbias: tf.Tensor | undefined,
];

/** x as [outer, places, groups, depth]. */
export function view(x: tf.Tensor, { outer, places, groups, depth }: NormPlan): tf.Tensor {
  return tf.reshape(x, [outer, places, groups, depth]);
}

/** z, r and x − mean where the statistics are those of x or `moments`. */
function standard(x: tf.Tensor, plan: NormPlan, epsilon: number, moments: Moments | undefined) {
  const own = view(x, plan);
  const shape = [plan.outer, 1, plan.groups, 1];
  const center = plan.rms
    ? undefined
    : moments
      ? tf.reshape(moments.mean, shape)
      : tf.mean(own, [1, 3], true);
  const away = center === undefined ? own : tf.sub(own, center);
  const variance = moments
    ? tf.reshape(moments.variance, shape)
    : tf.mean(tf.square(away), [1, 3], true);
  const rate = tf.rsqrt(tf.add(variance, epsilon));
  return { z: tf.mul(away, rate), rate };
}

/** y of `normalise`. */
export function normByOps(
  x: tf.Tensor,
  plan: NormPlan,
  weight: tf.Tensor | undefined,
  bias: tf.Tensor | undefined,
  epsilon: number,
  moments: Moments | undefined,
): tf.Tensor {
  const size = [plan.groups, plan.depth];
  let y: tf.Tensor = standard(x, plan, epsilon, moments).z;
  if (weight) y = tf.mul(y, tf.reshape(weight, size));
  if (bias) y = tf.add(y, tf.reshape(bias, size));
  return tf.reshape(y, x.shape);
}

/** The gradients of `normalise`; `moments` if they are constant. */
export function gradientByOps(
  dy: tf.Tensor,
  x: tf.Tensor,
  plan: NormPlan,
  weight: tf.Tensor | undefined,
  epsilon: number,
  moments: Moments | undefined,
): NormGradients {
  return tf.tidy(() => {
    const { z, rate } = standard(x, plan, epsilon, moments);
    const d = view(dy, plan);
    const g = weight ? tf.mul(d, tf.reshape(weight, [plan.groups, plan.depth])) : d;
    let rest: tf.Tensor = g;
    if (!moments) {
      if (!plan.rms) rest = tf.sub(rest, tf.mean(g, [1, 3], true));
      rest = tf.sub(rest, tf.mul(z, tf.mean(tf.mul(g, z), [1, 3], true)));
    }
    const affine = plan.affine as number[];
    return [
      tf.reshape(tf.mul(rest, rate), x.shape),
      tf.reshape(tf.sum(tf.mul(d, z), [0, 1]), affine),
      tf.reshape(tf.sum(d, [0, 1]), affine),
    ] as tf.Tensor[];
  }) as unknown as NormGradients;
}

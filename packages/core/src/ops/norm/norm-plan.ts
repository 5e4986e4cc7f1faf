import type * as tf from '@tensorflow/tfjs-core';

/**
 * Which numbers have one mean and one variance: of x as [outer, places, groups, depth] those that differ in places and
 * depth only. Scale and bias go with groups and depth. `rows` has one place: a row is [1, 1, depth].
 */
export interface NormPlan {
  readonly outer: number;
  readonly places: number;
  readonly groups: number;
  readonly depth: number;
  /** Of weight and bias, [groups · depth] in all. */
  readonly affine: readonly number[];
  /** The mean counts as 0, and its square is not taken off the variance. */
  readonly rms?: boolean;
}

/** Means and variances, of outer · groups numbers each; `constant` if they are not those of x. */
export interface Moments {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly constant?: boolean;
}

/** Whether what has one mean lies together. */
export function isRows({ places, groups, rms }: NormPlan): boolean {
  return rms === true || (places === 1 && groups === 1);
}

/** Whether a channel has one mean, over all that there is. */
export function isChannels({ outer, depth, rms }: NormPlan): boolean {
  return outer === 1 && depth === 1 && rms !== true;
}

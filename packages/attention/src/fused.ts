import type * as tf from '@tensorflow/tfjs-core';
import type { Plan } from './plan';

/** Attention in one kernel; undefined where the running backend has none. */
export function fusedAttention(
  _q: tf.Tensor,
  _k: tf.Tensor,
  _v: tf.Tensor,
  _plan: Plan,
): tf.Tensor | undefined {
  return undefined;
}

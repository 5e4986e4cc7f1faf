import { isNested } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { wasmAttention } from './fused-wasm';
import { gpuAttention } from './fused-webgpu';
import type { Plan } from './plan';

/**
 * Attention in one kernel, without the matrix of weights; undefined where the running backend has no such kernel, for
 * dropout, and where a gradient is taken of a gradient. Inputs have been checked.
 */
export function fusedAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  plan: Plan,
): tf.Tensor | undefined {
  if (plan.dropout > 0 || isNested()) return undefined;
  return tf.getBackend() === 'webgpu' ? gpuAttention(q, k, v, plan) : wasmAttention(q, k, v, plan);
}

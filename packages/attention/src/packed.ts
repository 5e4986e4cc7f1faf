import { split } from '@dl/core';
import { hasGpu, isNested } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import { runAttention } from './attend';
import { wasmPackedAttention } from './fused-wasm';
import { gpuPackedAttention } from './fused-webgpu';
import { mergeHeads, splitHeads } from './heads';
import type { Plan } from './plan';

/**
 * Attention of a sequence to itself, of queries, keys and values side by side as one product makes them, [batch, time, (heads + 2
 * kvHeads) depth] → [batch, time, heads depth]: read and written where they lie where there is a kernel for it, else head by head.
 */
export function packedAttention(qkv: tf.Tensor, plan: Plan): tf.Tensor {
  const { batch, heads, kvHeads } = plan.sizes;
  if (batch > 0 && plan.dropout === 0 && !isNested()) {
    const made = hasGpu() ? gpuPackedAttention(qkv, plan) : wasmPackedAttention(qkv, plan);
    if (made !== undefined) return made;
  }
  const all = splitHeads(qkv, heads + 2 * kvHeads);
  const [q, k, v] = split(all, [heads, kvHeads, kvHeads], 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  return mergeHeads(runAttention(q, k, v, plan));
}

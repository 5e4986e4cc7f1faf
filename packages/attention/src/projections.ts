import { type Linear, linear, slice, split } from '@dl/core';
import { hasGpu, isNested } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import { splitHeads } from './heads';
import { splitOnGpu } from './split-webgpu';

/** How many heads there are, of which sizes. */
export interface HeadSizes {
  readonly heads: number;
  readonly kvHeads: number;
  readonly depth: number;
}

/** Queries, keys and values of one input by one product: [batch, (heads, kvHeads, kvHeads), time, depth]. */
export function projectAll(
  x: tf.Tensor,
  input: Linear,
  { heads, kvHeads }: HeadSizes,
): tf.Tensor[] {
  const made = input.forward(x);
  const counts = [heads, kvHeads, kvHeads];
  if (hasGpu() && !isNested() && made.size > 0) return splitOnGpu(made, counts);
  return split(splitHeads(made, heads + 2 * kvHeads), counts, 1);
}

/** The queries alone, by the first columns of the weight: [batch, heads, time, depth]. */
export function projectQueries(
  x: tf.Tensor,
  input: Linear,
  { heads, depth }: HeadSizes,
): tf.Tensor {
  return splitHeads(columns(x, input, 0, heads * depth), heads);
}

/** Keys and values by the last columns of the weight: [batch, kvHeads, time, depth] each. */
export function projectMemory(
  memory: tf.Tensor,
  input: Linear,
  { kvHeads, depth }: HeadSizes,
): tf.Tensor[] {
  const width = input.weight.shape[1] as number;
  const count = 2 * kvHeads * depth;
  return split(splitHeads(columns(memory, input, width - count, count), 2 * kvHeads), 2, 1);
}

function columns(x: tf.Tensor, { weight, bias }: Linear, first: number, count: number): tf.Tensor {
  if (count === weight.shape[1]) return linear(x, weight, { bias });
  const own = slice(weight as tf.Tensor, [0, first], [-1, count]);
  return linear(x, own, { bias: bias && slice(bias as tf.Tensor, [first], [count]) });
}

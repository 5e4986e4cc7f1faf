import { type Linear, linear, slice, split } from '@dl/core';
import { hasGpu, isNested } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import { type HeadNorms, normHeads } from './head-norms';
import { splitHeads } from './heads';
import { type Positions, turnHeads } from './positions';
import { splitOnGpu } from './split-webgpu';

/** How many heads there are, of which sizes, and what normalises them. */
export interface HeadSizes extends HeadNorms {
  readonly heads: number;
  readonly kvHeads: number;
  readonly depth: number;
}

/** Queries, keys and values of one input by one product: [batch, (heads, kvHeads, kvHeads), time, depth]. */
function projectAll(x: tf.Tensor, input: Linear, { heads, kvHeads }: HeadSizes): tf.Tensor[] {
  const made = input.forward(x);
  const counts = [heads, kvHeads, kvHeads];
  if (hasGpu() && !isNested() && made.size > 0) return splitOnGpu(made, counts);
  return split(splitHeads(made, heads + 2 * kvHeads), counts, 1);
}

/** The same with queries and keys normalised and turned, of which the first stands at `offset`. */
export function projectSelf(
  x: tf.Tensor,
  layer: HeadSizes & { readonly input: Linear; readonly positions: Positions | undefined },
  offset: number,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const { input, positions, queryNorm, keyNorm } = layer;
  const [q, k, v] = projectAll(x, input, layer) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const turned = (heads: tf.Tensor, norm: HeadNorms['keyNorm']) =>
    turnHeads(positions, normHeads(heads, norm), offset);
  return [turned(q, queryNorm), turned(k, keyNorm), v];
}

/** The queries alone, normalised, by the first columns of the weight: [batch, heads, time, depth]. */
export function projectQueries(
  x: tf.Tensor,
  input: Linear,
  { heads, depth, queryNorm }: HeadSizes,
): tf.Tensor {
  return normHeads(splitHeads(columns(x, input, 0, heads * depth), heads), queryNorm);
}

/** Keys, normalised, and values by the last columns of the weight: [batch, kvHeads, time, depth] each. */
export function projectMemory(
  memory: tf.Tensor,
  input: Linear,
  { kvHeads, depth, keyNorm }: HeadSizes,
): tf.Tensor[] {
  const width = input.weight.shape[1] as number;
  const count = 2 * kvHeads * depth;
  const heads = splitHeads(columns(memory, input, width - count, count), 2 * kvHeads);
  const [k, v] = split(heads as tf.Tensor, 2, 1) as [tf.Tensor, tf.Tensor];
  return [normHeads(k, keyNorm), v];
}

function columns(x: tf.Tensor, input: Linear, first: number, count: number): tf.Tensor {
  const { weight, bias, lora } = input;
  if (count === weight.shape[1]) return input.forward(x);
  if (lora !== undefined) return slice(input.forward(x), [0, 0, first], [-1, -1, count]);
  const own = slice(weight as tf.Tensor, [0, first], [-1, count]);
  return linear(x, own, { bias: bias && slice(bias as tf.Tensor, [first], [count]) });
}

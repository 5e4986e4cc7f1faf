import { attendWithWeights } from '@dl/attention';
import { matMul, transpose } from '@dl/core';
import type { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';

/** A head of a layer, both from 0. */
export interface HeadName {
  readonly layer: number;
  readonly head: number;
}

/** What one block made of what it was given. */
export interface BlockTrace {
  /** [batch, heads, time, depth] each */
  readonly queries: tf.Tensor4D;
  readonly keys: tf.Tensor4D;
  readonly values: tf.Tensor4D;
  /** [batch, heads, query, key] */
  readonly weights: tf.Tensor4D;
  /** What each head gives, before the output's product: [batch, heads, time, depth] */
  readonly mixed: tf.Tensor4D;
  /** The residual stream behind attention, and behind the feed-forward part: [batch, time, width] */
  readonly attended: tf.Tensor3D;
  readonly fed: tf.Tensor3D;
}

/** A pass through the network with all that is made on the way. */
export interface Trace {
  /** Embedding and position: [batch, time, width] */
  readonly embedded: tf.Tensor3D;
  readonly blocks: readonly BlockTrace[];
  /** [batch, time, vocabulary] */
  readonly logits: tf.Tensor3D;
}

/** The logits that a place of the residual stream would give if it were the last: «logit lens» (nostalgebraist 2020). */
export function lensOf(gpt: Gpt, x: tf.Tensor): tf.Tensor {
  const n = gpt.decoder.norm?.forward(x) ?? x;
  return matMul(n, gpt.embedding.weight, { transposeB: true });
}

/**
 * The same as `gpt.forward`, step by step, for a network whose attention has a query, a key and a value a head. A head that is `off` gives 0.
 * The caller frees the tensors, or calls it in a `tf.tidy`.
 */
export function traceOf(gpt: Gpt, ids: tf.Tensor2D, off?: HeadName): Trace {
  const [, time] = ids.shape;
  const places = tf.range(0, time, 1, 'int32');
  const embedded = tf.add(
    gpt.embedding.forward(ids),
    gpt.positions?.forward(places) as tf.Tensor,
  ) as tf.Tensor3D;
  let x: tf.Tensor3D = embedded;
  const blocks = gpt.decoder.blocks.map((block, layer): BlockTrace => {
    const { attention } = block;
    const { heads, scale } = attention;
    const [queries, keys, values] = tf.split(
      headsOf(attention.input.forward(block.attentionNorm.forward(x)), 3 * heads),
      3,
      1,
    ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const made = attendWithWeights(queries, keys, values, { scale, mask: { causal: true } });
    const kept = off?.layer === layer ? keepOthers(heads, off.head) : undefined;
    const mixed = (kept ? tf.mul(made.output, kept) : made.output) as tf.Tensor4D;
    const attended = tf.add(x, attention.output.forward(merged(mixed))) as tf.Tensor3D;
    const norm = block.feedForwardNorm ?? block.attentionNorm;
    const fed = tf.add(attended, block.feedForward.forward(norm.forward(attended))) as tf.Tensor3D;
    x = fed;
    const weights = made.weights as tf.Tensor4D;
    return { queries, keys, values, weights, mixed, attended, fed };
  });
  return { embedded, blocks, logits: lensOf(gpt, x) as tf.Tensor3D };
}

/** [batch, time, heads · depth] → [batch, heads, time, depth]. */
function headsOf(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [batch, time, width] = x.shape as [number, number, number];
  return transpose(tf.reshape(x, [batch, time, heads, width / heads]), [0, 2, 1, 3]) as tf.Tensor4D;
}

/** The way back. */
function merged(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, time, depth] = x.shape;
  return tf.reshape(transpose(x, [0, 2, 1, 3]), [batch, time, heads * depth]);
}

/** 0 for one head, 1 for the others: [1, heads, 1, 1]. */
function keepOthers(heads: number, off: number): tf.Tensor {
  const flags = Array.from({ length: heads }, (_, head) => (head === off ? 0 : 1));
  return tf.tensor4d(flags, [1, heads, 1, 1]);
}

import {
  AdditiveAttention,
  type AdditiveMemory,
  attend,
  attendWithWeights,
  GeneralAttention,
} from '@dl/attention';
import { matMul, type Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** How a decoder compares its state h with what the encoder made of each word, m: h mᵀ, h W mᵀ, vᵀ tanh(h W + m U), or not at all. */
export type AttentionKind = 'dot' | 'general' | 'additive' | 'none';

/** What a decoder looks at: the encoder's outputs, of general and additive attention with the part of the scores that no query changes. */
export type Memory = tf.Tensor3D | AdditiveMemory;

/** What was seen, [batch, query, size], and where, [batch, query, key]. */
export interface Seen {
  readonly output: tf.Tensor;
  readonly weights: tf.Tensor;
}

/** An attention of a decoder. */
export interface DecoderAttention {
  /** Its weights; undefined of the dot product, which has none. */
  readonly layer: GeneralAttention | AdditiveAttention | undefined;
  /** What is made of the encoder's outputs once, for all steps. */
  remember(outputs: tf.Tensor3D): Memory;
  /** `query` [batch, query, hidden] → the context of each, [batch, query, size]. */
  forward(query: tf.Tensor, memory: Memory, lengths: Int32Array): tf.Tensor;
  /** With its weights, held whole. */
  look(query: tf.Tensor, memory: Memory, lengths: Int32Array): Seen;
}

/** An attention by its name; undefined for `none`. */
export function decoderAttention(
  kind: AttentionKind,
  hidden: number,
  size: number,
  rng: Rng,
): DecoderAttention | undefined {
  if (kind === 'none') return undefined;
  if (kind === 'dot') {
    return {
      layer: undefined,
      remember: (outputs) => outputs,
      forward: (query, memory, lengths) =>
        attend(query, memory as tf.Tensor3D, memory as tf.Tensor3D, {
          scale: 1,
          mask: { lengths },
        }),
      look: (query, memory, lengths) =>
        attendWithWeights(query, memory as tf.Tensor3D, memory as tf.Tensor3D, {
          ...{ scale: 1, mask: { lengths } },
        }),
    };
  }
  if (kind === 'general') {
    const layer = new GeneralAttention(hidden, size, { rng });
    // h W mᵀ = h (m Wᵀ)ᵀ: the product with W is made once for all steps.
    const remember = (memory: tf.Tensor3D) => ({
      memory: tf.clone(memory),
      keys: matMul<tf.Tensor3D>(memory, layer.weight.weight, { transposeB: true }),
    });
    return {
      layer,
      remember,
      forward: (query, seen, lengths) => {
        const { keys, memory } = seen as AdditiveMemory;
        return attend(query, keys, memory, { scale: 1, mask: { lengths } });
      },
      look: (query, seen, lengths) => {
        const { keys, memory } = seen as AdditiveMemory;
        return attendWithWeights(query, keys, memory, { scale: 1, mask: { lengths } });
      },
    };
  }
  const layer = new AdditiveAttention(hidden, size, { rng });
  return {
    layer,
    remember: (outputs) => layer.remember(outputs),
    forward: (query, memory, lengths) => layer.forward(query, { memory, mask: { lengths } }),
    look: (query, memory, lengths) =>
      layer.forward(query, { memory, mask: { lengths }, weights: true }),
  };
}

import { AdditiveAttention, attend, attendWithWeights, GeneralAttention } from '@dl/attention';
import type { Rng } from '@dl/core';
import type * as tf from '@tensorflow/tfjs-core';

/** Ways to compare a query with the memory. */
export type ScoreName = 'general' | 'dot' | 'additive';

/** An attention of a decoder: `query` [batch, query, hidden], `memory` [batch, key, hidden]. */
export interface Score {
  readonly layer: unknown;
  /** The context of each query, [batch, query, hidden]. */
  forward(query: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D;
  /** [batch, query, key] */
  weights(query: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D;
}

/** An attention by its name: q W mᵀ, q mᵀ, or vᵀ tanh(q W + m U). */
export function makeScore(name: ScoreName, hidden: number, rng: Rng): Score {
  if (name === 'dot') {
    return {
      layer: undefined,
      forward: (query, memory) => attend(query, memory, memory, { scale: 1 }),
      weights: (query, memory) =>
        attendWithWeights(query, memory, memory, { scale: 1 }).weights as tf.Tensor3D,
    };
  }
  const Layer = name === 'general' ? GeneralAttention : AdditiveAttention;
  const layer = new Layer(hidden, hidden, { rng });
  return {
    layer,
    forward: (query, memory) => layer.forward(query, { memory }),
    weights: (query, memory) =>
      layer.forward(query, { memory, weights: true }).weights as tf.Tensor3D,
  };
}

import * as tf from '@tensorflow/tfjs-core';
import type { Linear } from './linear';

/**
 * The matrix of a layer, for code that multiplies by it itself and does not call `forward`: its weight or, while an adapter of
 * `@dl/core/lora` is on it, both together, W + s A B, a tensor of the running scope.
 *
 * @returns [in, out]
 */
export function weightOf({ weight, lora }: Linear): tf.Variable | tf.Tensor2D {
  return lora === undefined ? weight : lora.weight(weight);
}

/** Runs what takes weights by `weightOf`: what these have made is freed behind it, but for the result. Without adapters it costs nothing. */
export function withWeights<T>(layers: readonly (Linear | undefined)[], run: () => T): T {
  if (layers.every((layer) => layer?.lora === undefined)) return run();
  return tf.tidy(run as () => tf.TensorContainer) as T;
}

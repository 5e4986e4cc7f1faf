import type * as tf from '@tensorflow/tfjs-core';
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

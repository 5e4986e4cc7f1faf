import { type Initializer, sigmoid } from '@dl/core';
import { expectTensor, oneOf } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/**
 * What opens and shuts a gate: the logistic function 1 / (1 + e⁻ˣ), or the piecewise linear
 * max(0, min(1, 0.2 x + 0.5)) that Keras had as its default.
 */
export type GateActivation = 'sigmoid' | 'hardSigmoid';

/** The check of a `GateActivation`. */
export const gateOption = oneOf(['sigmoid', 'hardSigmoid']);

/** The value of a gate, in (0, 1) or [0, 1]. */
export function gate<T extends tf.Tensor>(x: T, activation: GateActivation): T {
  if (activation === 'sigmoid') return sigmoid(x);
  return tf.tidy(() => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1) as T);
}

/** Each gate's block of columns drawn by itself, so that its size is that of one gate. `where` is for errors. */
export function perGate(where: string, gates: number, init: Initializer): Initializer {
  return ([rows, columns], rng) =>
    tf.tidy(() => {
      const shape = [rows as number, (columns as number) / gates];
      const blocks = Array.from({ length: gates }, () => {
        const block = init(shape, rng);
        expectTensor(where, 'init', block, shape);
        return block;
      });
      return tf.concat(blocks, 1);
    });
}

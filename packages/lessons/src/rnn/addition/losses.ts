import { mse, scale, sigmoid, sigmoidCrossEntropy } from '@dl/core';
import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';

/** The loss of logits [pairs, bits, 1] against the bits of the sums. */
export type AdderLoss = (logits: tf.Tensor3D, sums: tf.Tensor3D) => tf.Scalar;

/** The losses of the lesson, by name. */
export const LOSSES = {
  'half-squares': (logits, sums) => halfSquares(sigmoid(logits), sums),
  'cross-entropy': (logits, sums) => sigmoidCrossEntropy(logits, sums),
} satisfies Record<string, AdderLoss>;

/** Half of the squared error of probabilities, summed over the bits of a pair: the report's loss. */
export function halfSquares(probabilities: tf.Tensor3D, sums: tf.Tensor3D): tf.Scalar {
  return scale(mse(probabilities, sums, { reduction: 'sum' }), 0.5 / sums.shape[0]);
}

/** The report's loss with the derivative of its printed program. */
export function asPrinted(logits: tf.Tensor3D, sums: tf.Tensor3D): tf.Scalar {
  return halfSquares(sigmoidAsPrinted(logits), sums);
}

/**
 * y = σ(u) with the derivative of the source's printed program, which is σ′ at y instead of at u. As y is between
 * 0 and 1, σ′(y) is between 0.197 and 0.25, whatever the network says. The true σ′(u) goes to 0 where an output is
 * sure of itself, also where it is wrong; the printed one never does, so a sure mistake is corrected as fast as any:
 * nearly a quarter of the gradient of the cross-entropy, y − t. It follows no gradient of the squared error.
 */
export function sigmoidAsPrinted<T extends tf.Tensor>(u: T): T {
  return op(
    'SigmoidAsPrinted',
    { u },
    {
      forward: () => sigmoid(u),
      save: (y) => ({ y }),
      gradients: (dy, { y }) => ({
        u: () =>
          tf.tidy(() => {
            const s = sigmoid(y as tf.Tensor);
            return tf.mul(dy as tf.Tensor, tf.mul(s, tf.sub(1, s)));
          }),
      }),
    },
  );
}

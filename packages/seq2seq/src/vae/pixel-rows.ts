import { sigmoidCrossEntropy } from '@dl/core';
import { expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/**
 * `x` [batch, ...] as [batch, in]: vectors, or images whose numbers are as many.
 *
 * @throws ShapeError, TypeError, Error `Vae.encode: x: expected [batch, 784], got [3, 28, 27]`
 */
export function asRows(where: string, name: string, x: tf.Tensor, inSize: number): tf.Tensor2D {
  const { rank = 0, shape = [] } = x ?? {};
  const numbers = shape.slice(1).reduce((product: number, size: number) => product * size, 1);
  const fits = rank > 2 && numbers === inSize;
  expectTensor(where, name, x, fits ? ['batch', ...shape.slice(1)] : ['batch', inSize]);
  return tf.reshape(x, [-1, inSize]);
}

/** −log p(x|z) of a Bernoulli distribution an element, in nats a row: [batch, in] twice → [batch]. */
export function bernoulli(logits: tf.Tensor, x: tf.Tensor): tf.Tensor1D {
  return tf.sum(sigmoidCrossEntropy(logits, x, { reduction: 'none' }), 1);
}

import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { numbers } from '../../core/bench/inputs';

/** Heads that attend, each over its own keys. */
export interface AttentionSizes {
  batch: number;
  heads: number;
  length: number;
  depth: number;
}

/** Queries, keys, values and the gradient that comes back, the same in every process. */
export function inputs({ batch, heads, length, depth }: AttentionSizes) {
  const shape: [number, number, number, number] = [batch, heads, length, depth];
  const [q, k, v, dy] = [1, 2, 3, 4].map((seed) =>
    tf.tensor4d(numbers(batch * heads * length * depth, seed), shape),
  );
  return { q, k, v, dy } as Record<'q' | 'k' | 'v' | 'dy', tf.Tensor4D>;
}

/** Stands for the layers above: gives dy, as `backward(dy)` does. */
export function above(y: tf.Tensor, dy: tf.Tensor): tf.Scalar {
  return op(
    'Above',
    { y },
    {
      forward: () => tf.scalar(0),
      gradients: () => ({ y: () => tf.clone(dy) }),
    },
  );
}

/** On which both sides must agree. */
export function sumOfOutput(y: tf.Tensor): number {
  const sum = tf.tidy(() => tf.sum(y).dataSync()[0] as number);
  y.dispose();
  return sum;
}

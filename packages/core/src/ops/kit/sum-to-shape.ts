import * as tf from '@tensorflow/tfjs-core';
import { sameShape } from './check';
import { sumOf } from './of-nothing';

/** Sums `x` over the axes along which `shape` was broadcast to it: the gradient of broadcasting. */
export function sumToShape(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const axes: number[] = [];
  for (let i = 0; i < x.rank; i++) {
    if (i < lead || (shape[i - lead] === 1 && x.shape[i] !== 1)) axes.push(i);
  }
  return tf.tidy(() => tf.reshape(sumOf(x, axes), shape as number[]));
}

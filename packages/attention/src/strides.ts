import type * as tf from '@tensorflow/tfjs-core';
import { broadcastShape, type Sizes } from './sizes';

/** How far apart the entries of a tensor lie along batch, heads, queries and keys: 0 where it is broadcast, or not there. */
export function stridesOf(
  x: tf.Tensor | undefined,
  sizes: Sizes,
): [number, number, number, number] {
  const shape = x && broadcastShape(x.shape, sizes);
  if (shape === undefined) return [0, 0, 0, 0];
  let stride = 1;
  const strides = shape.map(() => 0);
  for (let axis = 3; axis >= 0; axis--) {
    const size = shape[axis] as number;
    if (size > 1) strides[axis] = stride;
    stride *= size;
  }
  return strides as [number, number, number, number];
}

import type * as tf from '@tensorflow/tfjs-core';
import { broadcastShape, type Sizes } from './sizes';

/** How far apart the entries of a tensor lie along batch, heads, queries and keys: 0 where it is broadcast, or not there. */
export function stepsOf(x: tf.Tensor | undefined, sizes: Sizes): [number, number, number, number] {
  const shape = x && broadcastShape(x.shape, sizes);
  if (shape === undefined) return [0, 0, 0, 0];
  let step = 1;
  const steps = shape.map(() => 0);
  for (let axis = 3; axis >= 0; axis--) {
    const size = shape[axis] as number;
    if (size > 1) steps[axis] = step;
    step *= size;
  }
  return steps as [number, number, number, number];
}

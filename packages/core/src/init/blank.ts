import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../check/describe';

let left: number | undefined;

/**
 * Runs `make`, in which initialisers draw nothing: their weights are 0, since values for them are there already.
 *
 * @param entries how many of them: a model that is larger is refused, before memory is asked for
 */
export function withoutDrawing<T>(entries: number, make: () => T): T {
  const before = left;
  left = entries;
  try {
    return make();
  } finally {
    left = before;
  }
}

/** A weight of zeros while nothing is drawn, else undefined. @throws RangeError for more than there are values for */
export function blank(where: string, shape: readonly number[]): tf.Tensor | undefined {
  if (left === undefined) return undefined;
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (!(size <= left)) {
    const rule = `at most the ${left} numbers that are left in the file`;
    throw new RangeError(`load: ${where}: expected ${rule}, got ${describeShape(shape)}`);
  }
  left -= size;
  return tf.zeros(shape as number[]);
}

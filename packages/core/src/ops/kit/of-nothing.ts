import * as tf from '@tensorflow/tfjs-core';
import { numbered, op } from '../../tape/op';

/**
 * The result of an op one of whose inputs has no entries: `value` wherever there is something, 0 for sums. Gradients are 0.
 * Kernels are not asked: tfjs's leave memory as they found it.
 *
 * @param inputs float32
 */
export function ofNothing<T extends tf.Tensor>(
  name: string,
  inputs: readonly tf.Tensor[],
  shape: readonly number[],
  value = 0,
): T {
  const shapes = inputs.map((x) => x.shape);
  return op(name, numbered(inputs), {
    forward: () => tf.fill(shape as number[], value) as T,
    gradients: () => numbered(shapes.map((own) => () => tf.zeros(own))),
  });
}

/** `tf.sum`, and 0 of nothing. */
export function sumOf(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  if (x.size > 0) return tf.sum(x, axes as number[]);
  return ofNothing(
    'Sum',
    [x],
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

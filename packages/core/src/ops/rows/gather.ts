import type * as tf from '@tensorflow/tfjs-core';
import { expectInteger } from '../../check/number';
import { expectRoom } from '../../check/room';
import { expectShape } from '../../check/shape';
import { sizeOf } from '../../wasm/product';
import { expectNumbers } from '../kit/axes';
import { expectIds } from './ids';
import { takeRows } from './rows';

/**
 * The entries of `x` along `axis` that `indices` choose: y[a, i, b] = x[a, indices[i], b].
 * Gradient: dx[a, c, b] = Σ dy[a, i, b] over the i with indices[i] = c.
 *
 * @param x float32, int32 or bool [...a, count, ...b]; a gradient flows through float32
 * @param indices int32 of any shape, from 0 to count − 1: none counts from the end
 * @param axis counts from the end if it is negative
 * @returns [...a, ...indices.shape, ...b]
 * @throws RangeError for an axis that `x` does not have, and for an index outside, which it names.
 *   Indices that a GPU computed are not read back: there one outside gives zeros
 *
 * @example
 * ```ts
 * const y = gather(tf.tensor2d([[1, 2], [3, 4], [5, 6]]), tf.tensor1d([2, 0], 'int32')); // [[5, 6], [1, 2]]
 * ```
 */
export function gather(x: tf.Tensor, indices: tf.Tensor, axis = 0): tf.Tensor {
  expectNumbers('gather', 'x', x);
  if (x.rank === 0) expectShape('gather', 'x', x, ['...', 'count']);
  expectInteger('gather', 'axis', axis, -x.rank, x.rank - 1);
  const at = axis < 0 ? axis + x.rank : axis;
  const count = x.shape[at] as number;
  expectIds('gather', 'indices', indices, count, `axis ${axis} of size`);
  const before = x.shape.slice(0, at);
  const after = x.shape.slice(at + 1);
  const layout = { outer: sizeOf(before), count, size: sizeOf(after) };
  const shape = [...before, ...indices.shape, ...after];
  expectRoom('gather', 'result', shape, x.dtype);
  return takeRows(x, indices, layout, shape);
}

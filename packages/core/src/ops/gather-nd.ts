import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../check/describe';
import { ShapeError } from '../check/shape';
import { expectAlive, expectDtype } from '../check/tensor';
import { sizeOf } from '../kernels/product';
import { expectFloats } from './check';
import { hostValues } from './ids';
import { takeRows } from './rows';

/**
 * The parts of `x` that tuples of indices choose, y[i, …] = x[indices[i, 0], …, indices[i, k − 1], …]. Gradient: dx is the
 * sum of the dy of each part's place.
 *
 * @param x float32 [...first, ...rest], first of k axes
 * @param indices int32 [...n, k]
 * @returns [...n, ...rest]
 * @throws RangeError for an index outside, which it names. Indices that a GPU computed are not read back: there a tuple
 *   outside gives zeros; ShapeError if k is more than x has axes
 */
export function gatherNd(x: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  expectFloats('gatherNd', 'x', x);
  expectAlive('gatherNd', 'indices', indices);
  expectDtype('gatherNd', 'indices', indices, 'int32');
  const depth = indices.shape[indices.rank - 1] ?? 0;
  if (indices.rank === 0 || depth < 1 || depth > x.rank || indices.size === 0) {
    throw new ShapeError(
      `gatherNd: indices: expected [..., 1 to ${x.rank}] with no empty axis, got ${describeShape(indices.shape)}`,
    );
  }
  const first = x.shape.slice(0, depth);
  const rest = x.shape.slice(depth);
  return tf.tidy(() => {
    const ids = idsOf(indices, first);
    const layout = { outer: 1, count: sizeOf(first), size: sizeOf(rest) };
    return takeRows(x, ids, layout, [...indices.shape.slice(0, -1), ...rest]);
  });
}

/** One id of a row of x a tuple; −1, which is no row, for one outside that a GPU made. */
function idsOf(indices: tf.Tensor, sizes: readonly number[]): tf.Tensor {
  const depth = sizes.length;
  const values = hostValues(indices);
  if (values !== undefined) {
    const ids = new Int32Array(values.length / depth);
    for (let at = 0; at < values.length; at++) {
      const size = sizes[at % depth] as number;
      const index = values[at] as number;
      if (!(index >= 0 && index < size)) {
        throw new RangeError(
          `gatherNd: indices: expected from 0 to ${size - 1} (axis ${at % depth} of size ${size}), ` +
            `got ${index} in tuple ${Math.floor(at / depth)}`,
        );
      }
      const tuple = Math.floor(at / depth);
      ids[tuple] = (ids[tuple] as number) * size + index;
    }
    return tf.tensor(ids, [ids.length], 'int32');
  }
  const whole = (value: number) => tf.scalar(value, 'int32');
  const columns = tf.unstack(tf.reshape(indices, [-1, depth]), 1);
  let ids: tf.Tensor = tf.zerosLike(columns[0] as tf.Tensor);
  let inside: tf.Tensor | undefined;
  columns.forEach((column, axis) => {
    const size = whole(sizes[axis] as number);
    ids = tf.add(tf.mul(ids, size), column);
    const own = tf.logicalAnd(tf.greaterEqual(column, whole(0)), tf.less(column, size));
    inside = inside === undefined ? own : tf.logicalAnd(inside, own);
  });
  return tf.where(inside as tf.Tensor, ids, tf.fill(ids.shape, -1, 'int32'));
}

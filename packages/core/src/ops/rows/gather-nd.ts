import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { expectRoom } from '../../check/room';
import { ShapeError } from '../../check/shape';
import { expectAlive, expectDtype } from '../../check/tensor';
import { runGpuProgram } from '../../wasm/gpu-program';
import { sizeOf } from '../../wasm/product';
import { expectNumbers } from '../kit/axes';
import { hostValues } from './ids';
import { takeRows } from './rows';

/**
 * The parts of `x` that tuples of indices choose, y[i, …] = x[indices[i, 0], …, indices[i, k − 1], …]. Gradient: dx is the
 * sum of the dy of each part's place.
 *
 * @param x float32, int32 or bool [...first, ...rest], first of k axes; a gradient flows through float32
 * @param indices int32 [...n, k]
 * @returns [...n, ...rest]
 * @throws RangeError for an index outside, which it names. Indices that a GPU computed are not read back: there a tuple
 *   outside gives zeros; ShapeError if k is more than x has axes
 */
export function gatherNd(x: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  expectNumbers('gatherNd', 'x', x);
  expectAlive('gatherNd', 'indices', indices);
  expectDtype('gatherNd', 'indices', indices, 'int32');
  const depth = indices.shape[indices.rank - 1] ?? 0;
  if (indices.rank === 0 || depth < 1 || depth > x.rank) {
    throw new ShapeError(
      `gatherNd: indices: expected [..., 1 to ${x.rank}], got ${describeShape(indices.shape)}`,
    );
  }
  const first = x.shape.slice(0, depth);
  const rest = x.shape.slice(depth);
  const shape = [...indices.shape.slice(0, -1), ...rest];
  expectRoom('gatherNd', 'result', shape, x.dtype);
  return tf.tidy(() => {
    const ids = idsOf(indices, first);
    const layout = { outer: 1, count: sizeOf(first), size: sizeOf(rest) };
    return takeRows(x, ids, layout, shape);
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
  if (indices.size === 0) return tf.tensor1d([], 'int32');
  // tfjs's own programs would count in float32, up to 2²⁴.
  return runGpuProgram({
    key: 'idsOfTuples',
    inputs: { indices, sizes: tf.tensor1d([...sizes], 'int32') },
    outputShape: [indices.size / depth],
    dtype: 'int32',
    uniforms: { depth: { type: 'i32', value: depth } },
    code: `fn main(index : i32) {
      if (index < uniforms.size) {
        var id = 0;
        for (var axis = 0; axis < uniforms.depth; axis++) {
          let own = indices[index * uniforms.depth + axis];
          if (own < 0 || own >= sizes[axis]) {
            id = -1;
            break;
          }
          id = id * sizes[axis] + own;
        }
        setOutputAtIndexI32(index, id);
      }
    }`,
  });
}

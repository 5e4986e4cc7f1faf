import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { ShapeError } from '../../check/shape';
import { hasGpu, runGpuProgram } from '../../wasm/gpu-program';
import { sizeOf } from '../../wasm/product';
import { axisOf, expectNumbers } from '../kit/axes';
import { expectIds, hostValues } from './ids';
import { takeRows } from './rows';

/**
 * Entries of `x` along an axis, another index for each line: y[a, i, b] = x[a, indices[a, i, b], b]. Gradient: dx[a, c, b] =
 * Σ dy[a, i, b] over the i with indices[a, i, b] = c. As `numpy.take_along_axis`, and `torch.gather` where only the size of
 * the axis differs.
 *
 * @param x float32, int32 or bool; a gradient flows through float32
 * @param indices int32 of the shape of x but along the axis, from 0 to its size − 1
 * @param axis counts from the end if it is negative. Default −1
 * @returns the shape of `indices`
 * @throws RangeError for an index outside, which it names. Indices that a GPU computed are not read back: there one outside
 *   gives zeros; ShapeError for shapes that do not fit
 */
export function takeAlongAxis(x: tf.Tensor, indices: tf.Tensor, axis = -1): tf.Tensor {
  expectNumbers('takeAlongAxis', 'x', x);
  const at = axisOf('takeAlongAxis', x.rank, axis);
  expectAlong('takeAlongAxis', x.shape, indices, at);
  return tf.tidy(() => takeAlong(x, indices, at));
}

/** `takeAlongAxis` of indices that are known to fit. */
export function takeAlong(x: tf.Tensor, indices: tf.Tensor, axis: number): tf.Tensor {
  const layout = { outer: 1, count: x.size, size: 1 };
  return takeRows(x, flatIds(indices, x.shape[axis] as number, axis), layout, indices.shape);
}

/** Checks indices along an axis of `shape`: as many as there may be there, and everywhere else the same sizes. */
export function expectAlong(
  where: string,
  shape: readonly number[],
  indices: tf.Tensor,
  axis: number,
): void {
  expectIds(where, 'indices', indices, shape[axis] as number, `axis ${axis} of size`);
  const own = indices.shape;
  if (own.length === shape.length && own.every((size, i) => i === axis || size === shape[i]))
    return;
  const wanted = describeShape(shape.map((size, i) => (i === axis ? 'any' : size)));
  throw new ShapeError(`${where}: indices: expected ${wanted}, got ${describeShape(own)}`);
}

/** Where the entries stand in a tensor whose axis has `count` entries, all axes as one; −1 for an index outside. */
export function flatIds(indices: tf.Tensor, count: number, axis: number): tf.Tensor {
  const { shape, size } = indices;
  if (size === 0) return tf.zeros([0], 'int32');
  const n = shape[axis] as number;
  const inner = sizeOf(shape.slice(axis + 1));
  const values = hostValues(indices);
  if (values !== undefined || !hasGpu()) {
    const ids = new Int32Array(size);
    for (let i = 0; i < size; i++) {
      const index = values?.[i] as number;
      const line = Math.floor(i / (n * inner));
      ids[i] = index >= 0 && index < count ? (line * count + index) * inner + (i % inner) : -1;
    }
    return tf.tensor1d(ids, 'int32');
  }
  return runGpuProgram({
    key: 'flatIds',
    inputs: { indices },
    outputShape: [size],
    dtype: 'int32',
    uniforms: {
      count: { type: 'i32', value: count },
      inner: { type: 'i32', value: inner },
      block: { type: 'i32', value: n * inner },
    },
    code: `fn main(index : i32) {
      if (index < uniforms.size) {
        let own = indices[index];
        let at = (index / uniforms.block * uniforms.count + own) * uniforms.inner + index % uniforms.inner;
        setOutputAtIndexI32(index, select(-1, at, own >= 0 && own < uniforms.count));
      }
    }`,
  });
}

import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { ShapeError } from '../../check/shape';
import { expectAlive } from '../../check/tensor';
import { op } from '../../tape/op';
import { hasGpu, runGpuProgram } from '../../wasm/gpu-program';
import { axisOf, expectFloatsOrIntegers } from '../kit/axes';
import { sameShape } from '../kit/check';
import { sumRows } from '../rows/rows';
import { expectAlong, flatIds, takeAlong } from '../rows/take-along-axis';
import { sizesAround } from './scan-integers';

/**
 * `x` with the entries of `source` added along an axis, another place for each: y[a, c, b] = x[a, c, b] + Σ source[a, i, b]
 * over the i with indices[a, i, b] = c, in one order on every run. Gradient: dx = dy, dsource = dy at its place. As
 * `torch.Tensor.scatter_add`, where only the size of the axis differs.
 *
 * @param x float32; or int32, whose sums are taken modulo 2³² and have no gradient
 * @param indices int32 of the shape of x but along the axis, from 0 to its size − 1
 * @param source of the shape of `indices` and the dtype of x
 * @param axis counts from the end if it is negative. Default −1
 * @throws RangeError for an index outside, which it names. Indices that a GPU computed are not read back: there one outside
 *   is left out; TypeError, ShapeError for tensors that do not fit
 */
export function scatterAdd<T extends tf.Tensor>(
  x: T,
  indices: tf.Tensor,
  source: tf.Tensor,
  axis = -1,
): T {
  expectFloatsOrIntegers('scatterAdd', 'x', x);
  const at = axisOf('scatterAdd', x.rank, axis);
  expectAlong('scatterAdd', x.shape, indices, at);
  expectAlive('scatterAdd', 'source', source);
  if (source.dtype !== x.dtype) {
    throw new TypeError(`scatterAdd: source: expected dtype ${x.dtype} as x, got ${source.dtype}`);
  }
  if (!sameShape(source.shape, indices.shape)) {
    const [wanted, got] = [describeShape(indices.shape), describeShape(source.shape)];
    throw new ShapeError(`scatterAdd: source: expected ${wanted} as indices, got ${got}`);
  }
  const { shape } = x;
  const forward = () => {
    if (x.size === 0 || source.size === 0) return tf.clone(x);
    if (hasGpu()) return addOnGpu(x, indices, source, at);
    return tf.tidy(() => {
      const ids = flatIds(indices, shape[at] as number, at);
      return tf.add(x, sumRows(source, ids, { outer: 1, count: x.size, size: 1 }, shape)) as T;
    });
  };
  if (x.dtype !== 'float32') return forward();
  return op(
    'ScatterAdd',
    { x, source },
    {
      forward,
      save: () => ({ indices }),
      gradients: (dy, saved) => ({
        x: () => tf.clone(dy),
        source: () => tf.tidy(() => takeAlong(dy, saved.indices, at)),
      }),
    },
  );
}

/** A thread a result: sums by atomics would come out differently from run to run. */
function addOnGpu<T extends tf.Tensor>(
  x: T,
  indices: tf.Tensor,
  source: tf.Tensor,
  axis: number,
): T {
  const float = x.dtype === 'float32';
  const [, count, inner] = sizesAround(x, axis);
  return runGpuProgram({
    key: `scatterAdd/${x.dtype}`,
    inputs: { x, indices, source },
    outputShape: x.shape,
    dtype: float ? 'float32' : 'int32',
    uniforms: {
      count: { type: 'i32', value: count },
      inner: { type: 'i32', value: inner },
      parts: { type: 'i32', value: indices.shape[axis] as number },
    },
    code: `fn main(index : i32) {
      if (index < uniforms.size) {
        let own = index / uniforms.inner % uniforms.count;
        let first = index / uniforms.inner / uniforms.count * uniforms.parts * uniforms.inner + index % uniforms.inner;
        var sum = x[index];
        for (var i = 0; i < uniforms.parts; i++) {
          let at = first + i * uniforms.inner;
          if (indices[at] == own) { sum += source[at]; }
        }
        ${float ? 'setOutputAtIndex' : 'setOutputAtIndexI32'}(index, sum);
      }
    }`,
  });
}

import * as tf from '@tensorflow/tfjs-core';
import { ROWS } from '../../generated/wasm-rows';
import { gpuPrograms, hasGpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { type GpuUniform, hasGpu, runGpuProgram } from '../../wasm/gpu-program';
import { addressOf, allocate } from '../../wasm/output';
import { hostValues } from './ids';
import type { RowLayout } from './row-layout';

const PROGRAMS = () => gpuPrograms<typeof import('./sum-rows-gpu')>('sumRows');

/**
 * y[o, i] = x[o, ids[i]], rows of zeros where an id is outside of 0 to count − 1. Gradient of float32: `sumRows`.
 *
 * @param x float32, int32 or bool of outer · count · size numbers
 * @param ids int32 of n numbers
 * @param shape of the result, outer · n · size numbers
 */
export function takeRows<T extends tf.Tensor>(
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): T {
  return moved('takeRows', x, ids, layout, shape) as T;
}

/**
 * y[o, c] = Σ x[o, i] over the i with ids[i] = c; ids outside of 0 to count − 1 are left out.
 * Gradient of float32: `takeRows`.
 *
 * @param x float32, or int32 whose sums are taken modulo 2³², of outer · n · size numbers
 * @param ids int32 of n numbers
 * @param shape of the result, outer · count · size numbers
 */
export function sumRows<T extends tf.Tensor>(
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): T {
  return moved('sumRows', x, ids, layout, shape) as T;
}

type Move = 'takeRows' | 'sumRows';

/** Each of the two is the gradient of the other. */
function moved(
  name: Move,
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): tf.Tensor {
  const forward = () => move(name, x, ids, layout, shape);
  const [own, other] = name === 'takeRows' ? ['TakeRows', 'sumRows'] : ['SumRows', 'takeRows'];
  // An op of no inputs: no gradient flows through whole numbers.
  if (x.dtype !== 'float32') return op(own as string, {}, { forward, gradients: () => ({}) });
  return op(
    own as string,
    { x },
    {
      forward,
      save: () => ({ ids }),
      gradients: (dy, saved) => ({ x: () => moved(other as Move, dy, saved.ids, layout, x.shape) }),
    },
  );
}

function move(
  name: Move,
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): tf.Tensor {
  const { outer, count, size } = layout;
  const { dtype } = x;
  // Nothing to read, or nothing to write.
  if (x.size === 0 || ids.size === 0 || outer * count * size === 0) {
    return tf.zeros(shape as number[], dtype);
  }
  const hasKernel = dtype === 'float32' || (dtype === 'int32' && name === 'takeRows');
  const gpu = () => onGpu(name, x, ids, layout, shape);
  return path(ROWS, {
    wasm: hasKernel
      ? (kernels) => {
          const y = allocate(shape, dtype);
          kernels[name](addressOf(x), addressOf(ids), addressOf(y), outer, ids.size, count, size);
          return y;
        }
      : undefined,
    gpu,
    // A webgpu backend that `setup` has not started cannot be read while it computes.
    ops: () => (hasGpu() ? gpu() : onHost(name, x, ids, layout, shape)),
  });
}

/** In plain loops: tfjs's segment sum on cpu takes one pass over x for each of `count` rows. */
function onHost(
  name: Move,
  x: tf.Tensor,
  ids: tf.Tensor,
  { outer, count, size }: RowLayout,
  shape: readonly number[],
): tf.Tensor {
  const values = x.dataSync();
  const chosen = ids.dataSync();
  const n = chosen.length;
  const sums = name === 'sumRows';
  const length = outer * (sums ? count : n) * size;
  const y = new (values.constructor as Float32ArrayConstructor)(length);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < n; i++) {
      const id = chosen[i] as number;
      if (id < 0 || id >= count) continue;
      const whole = (o * count + id) * size;
      const part = (o * n + i) * size;
      for (let j = 0; j < size; j++) {
        if (sums) (y[whole + j] as number) += values[part + j] as number;
        else y[part + j] = values[whole + j] as number;
      }
    }
  }
  return tf.tensor(y, shape as number[], x.dtype);
}

function onGpu(
  name: Move,
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): tf.Tensor {
  if (name === 'takeRows') return takeOnGpu(x, ids, layout, shape);
  if (hasGpuPrograms() && (x.dtype === 'int32' || PROGRAMS().sumsByLooking(layout, ids.size))) {
    return PROGRAMS().sumRowsOnGpu(x, ids, layout, shape);
  }
  return tf.tidy(() => {
    const own = tf.reshape(withoutOutside(ids, layout.count), [ids.size]) as tf.Tensor1D;
    return tf.reshape(segmentsOf(x, own, layout), shape as number[]);
  });
}

/** A program of our own: tfjs's reads ids as float32, which holds whole numbers up to 2²⁴ only, and integers too. */
function takeOnGpu(
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): tf.Tensor {
  const float = x.dtype === 'float32';
  return runGpuProgram({
    key: `takeRows/${x.dtype}`,
    inputs: { x, ids },
    outputShape: shape,
    dtype: x.dtype as 'float32' | 'int32' | 'bool',
    uniforms: uniformsOf(ids, layout),
    code: `fn main(index : i32) {
      if (index < uniforms.size) {
        let row = index / uniforms.rowSize;
        let id = ids[row % uniforms.ids];
        let at = (row / uniforms.ids * uniforms.count + id) * uniforms.rowSize + index % uniforms.rowSize;
        if (id >= 0 && id < uniforms.count) { ${float ? 'setOutputAtIndex' : 'setOutputAtIndexI32'}(index, x[at]); }
        else { ${float ? 'setOutputAtIndex(index, 0.0)' : 'setOutputAtIndexI32(index, 0)'}; }
      }
    }`,
  });
}

function uniformsOf(ids: tf.Tensor, { count, size }: RowLayout): Record<string, GpuUniform> {
  return {
    count: { type: 'i32', value: count },
    ids: { type: 'i32', value: ids.size },
    rowSize: { type: 'i32', value: size },
  };
}

/** tfjs's segment sum adds with atomics: the order of a sum, and so its last bits, is any. */
function segmentsOf(x: tf.Tensor, ids: tf.Tensor1D, { outer, count, size }: RowLayout): tf.Tensor {
  const n = ids.size;
  if (outer === 1) return tf.unsortedSegmentSum(tf.reshape(x, [n, size]), ids, count);
  const front = tf.transpose(tf.reshape(x, [outer, n, size]), [1, 0, 2]);
  const sums = tf.unsortedSegmentSum(tf.reshape(front, [n, outer * size]), ids, count);
  return tf.transpose(tf.reshape(sums, [count, outer, size]), [1, 0, 2]);
}

/** Ids with −1 for those outside: tfjs's segment sum on WebGPU takes them modulo `count`. */
function withoutOutside(ids: tf.Tensor, count: number): tf.Tensor {
  const values = hostValues(ids);
  if (values === undefined)
    return tf.where(tf.less(ids, whole(count)), ids, tf.fill(ids.shape, -1, 'int32'));
  if (Array.prototype.every.call(values, (id: number) => id < count)) return ids;
  const kept = Int32Array.from(values, (id) => (id < count ? id : -1));
  return tf.tensor(kept, ids.shape, 'int32');
}

/** Not a plain number: ids would become floats, which hold whole numbers up to 2²⁴ only. */
function whole(value: number): tf.Scalar {
  return tf.scalar(value, 'int32');
}

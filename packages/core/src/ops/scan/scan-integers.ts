import * as tf from '@tensorflow/tfjs-core';
import { SCAN } from '../../generated/wasm-scan';
import { op, path } from '../../tape/op';
import { runGpuProgram } from '../../wasm/gpu-program';
import { addressOf, allocate } from '../../wasm/output';
import { sizeOf } from '../../wasm/product';

/** x as [outer, n, inner] around an axis. */
export function sizesAround({ shape }: tf.Tensor, axis: number): [number, number, number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis] as number, sizeOf(shape.slice(axis + 1))];
}

/** Running sums or products of int32, modulo 2³² on every backend; they have no gradient. */
export function scanIntegers<T extends tf.Tensor>(
  name: 'cumsum' | 'cumprod',
  x: T,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): T {
  if (x.size === 0) return tf.zeros(x.shape, 'int32') as T;
  const sizes = sizesAround(x, axis);
  const product = name === 'cumprod';
  const forward = () =>
    path(SCAN, {
      wasm: (kernels) => {
        const y = allocate<T>(x.shape, 'int32');
        kernels[`${name}Integers`](addressOf(x), addressOf(y), ...sizes, exclusive, reverse);
        return y;
      },
      gpu: () => onGpu(product, x, sizes, exclusive, reverse),
      ops: () => onHost(product, x, sizes, exclusive, reverse),
    });
  // An op of no inputs: no gradient flows through whole numbers.
  return op('ScanIntegers', {}, { forward, gradients: () => ({}) });
}

function onHost<T extends tf.Tensor>(
  product: boolean,
  x: T,
  [outer, n, inner]: [number, number, number],
  exclusive: boolean,
  reverse: boolean,
): T {
  const values = x.dataSync();
  const y = new Int32Array(values.length);
  for (let line = 0; line < outer * inner; line++) {
    const first = Math.floor(line / inner) * n * inner + (line % inner);
    let all = product ? 1 : 0;
    for (let t = 0; t < n; t++) {
      const at = first + (reverse ? n - 1 - t : t) * inner;
      const own = values[at] as number;
      const next = product ? Math.imul(all, own) : (all + own) | 0;
      y[at] = exclusive ? all : next;
      all = next;
    }
  }
  return tf.tensor(y, x.shape, 'int32') as T;
}

/** A thread a line: tfjs's programs would add in float32. */
function onGpu<T extends tf.Tensor>(
  product: boolean,
  x: T,
  [outer, n, inner]: [number, number, number],
  exclusive: boolean,
  reverse: boolean,
): T {
  return runGpuProgram({
    key: `scanIntegers/${product}/${exclusive}/${reverse}`,
    inputs: { x },
    outputShape: x.shape,
    dtype: 'int32',
    uniforms: {
      lines: { type: 'i32', value: outer * inner },
      count: { type: 'i32', value: n },
      inner: { type: 'i32', value: inner },
    },
    code: `fn main(index : i32) {
      if (index < uniforms.lines) {
        let first = index / uniforms.inner * uniforms.count * uniforms.inner + index % uniforms.inner;
        var all = ${product ? 1 : 0};
        for (var t = 0; t < uniforms.count; t++) {
          let at = first + ${reverse ? '(uniforms.count - 1 - t)' : 't'} * uniforms.inner;
          let next = all ${product ? '*' : '+'} x[at];
          setOutputAtIndexI32(at, ${exclusive ? 'all' : 'next'});
          all = next;
        }
      }
    }`,
  });
}

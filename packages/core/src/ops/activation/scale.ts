import * as tf from '@tensorflow/tfjs-core';
import { expectFinite } from '../../check/number';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';

const PROGRAMS = () => gpuPrograms<typeof import('./pointwise-gpu')>('pointwise');

/**
 * A multiple, y = a x, of any shape. Gradient: dx = a dy.
 *
 * @param x float32
 * @param factor a, a finite number
 */
export function scale<T extends tf.Tensor>(x: T, factor: number): T {
  expectFloats('scale', 'x', x, true);
  expectFinite('scale', 'factor', factor);
  if (x.size === 0) return ofNothing('Scale', [x], x.shape);
  return op(
    'Scale',
    { x },
    {
      forward: () =>
        path(CORE, {
          wasm: (kernels) => {
            const y = allocate<T>(x.shape);
            kernels.scale(factor, addressOf(x), addressOf(y), x.size);
            return y;
          },
          gpu: () => PROGRAMS().pointwiseOnGpu(x, { kernel: 'scale', a: factor, b: 0 }) as T,
          ops: () => tf.mul(x, factor) as T,
        }),
      gradients: (dy) => ({ x: () => scale(dy, factor) }),
    },
  );
}

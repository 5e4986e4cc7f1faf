import * as tf from '@tensorflow/tfjs-core';
import { expectFinite } from '../../check/number';
import type { CoreKernels } from '../../generated/wasm';
import { CORE } from '../../generated/wasm';
import { runOp } from '../../tape/run-op';
import { addressOf, allocate } from '../../wasm/output';
import { kernelsOf } from '../../wasm/registry';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';

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
  return runOp(
    'Scale',
    [x],
    () => {
      const kernels = kernelsOf(CORE);
      return kernels === undefined ? tf.mul(x, factor) : fused(kernels, x, factor);
    },
    () => [],
    (dy) => [() => scale(dy, factor)],
  );
}

function fused<T extends tf.Tensor>(kernels: CoreKernels, x: T, factor: number): T {
  const y = allocate<T>(x.shape);
  kernels.scale(factor, addressOf(x), addressOf(y), x.size);
  return y;
}

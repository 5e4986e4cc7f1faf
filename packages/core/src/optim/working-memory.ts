import type * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../generated/wasm';
import { SYMMETRIC } from '../generated/wasm-symmetric';
import type { Gradients } from '../tape/value-and-grads';
import { allocate } from '../wasm/output';
import { scratchBytes } from '../wasm/product';
import { kernelsOf, scratch } from '../wasm/registry';
import { orthogonalisingRoom } from './orthogonalise';

/**
 * What `orthogonaliseAt` needs for the largest of these matrices, and scratch memory of products; undefined for none.
 *
 * @throws RangeError where there is no room for it
 */
export function workingMemory(kernels: CoreKernels, gradients: Gradients): tf.Tensor | undefined {
  let most = 0;
  for (const { shape } of gradients.keys()) {
    const [rows, columns] = shape as [number, number];
    most = Math.max(most, orthogonalisingRoom(rows, columns));
  }
  if (most === 0) return undefined;
  kernelsOf(SYMMETRIC);
  scratch(scratchBytes(kernels));
  return allocate([most]);
}

import type * as tf from '@tensorflow/tfjs-core';
import { gpuPrograms } from './gpu-programs';
import type { Program } from './run-program';

/**
 * Records a WGSL program into the pass that tfjs's own run in, by the code that `setup` loads with the webgpu backend: pages on WASM
 * load none of it. Call it where `hasGpu()`, in an op's forward or backward: it records no gradient.
 *
 * @returns what it makes, by name
 * @throws RangeError for a tensor that is larger than the GPU takes; Error where `setup` has not started webgpu
 */
export function runProgram<M extends string>(program: Program<M>): Record<M, tf.Tensor> {
  const loaded = gpuPrograms<typeof import('./run-program') | undefined>('run');
  if (loaded !== undefined) return loaded.runProgram(program);
  throw new Error(
    'runProgram: expected the webgpu backend of setup, got none: call await setup() first',
  );
}

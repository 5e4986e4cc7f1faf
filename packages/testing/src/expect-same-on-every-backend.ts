import { setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { backendName } from './backend-name';
import { registerToBeClose, type Tolerance } from './to-be-close';

/** The backends that this process can run: cpu is the reference. */
function backends(): ('cpu' | 'wasm' | 'webgpu')[] {
  const gpu = (globalThis.navigator as { gpu?: unknown } | undefined)?.gpu;
  return gpu === undefined ? ['cpu', 'wasm'] : ['cpu', 'wasm', 'webgpu'];
}

/**
 * Runs `f` on each backend that runs here, and expects what cpu gives from the others. `f` makes its
 * own inputs: a tensor belongs to the backend that made it.
 */
export async function expectSameOnEveryBackend(
  f: () => tf.Tensor | tf.Tensor[],
  tolerance?: Tolerance,
): Promise<void> {
  registerToBeClose();
  let reference: { shape: number[]; values: Float32Array }[] | undefined;
  try {
    for (const backend of backends()) {
      await setup({ backend });
      const made = tf.tidy(() => f());
      const tensors = Array.isArray(made) ? made : [made];
      const results = [];
      for (const tensor of tensors) {
        results.push({ shape: tensor.shape, values: (await tensor.data()) as Float32Array });
      }
      tf.dispose(tensors);
      reference ??= results;
      results.forEach(({ shape, values }, i) => {
        expect(shape, `shape of result ${i} on ${backend}`).toEqual(reference?.[i]?.shape);
        expect(values, `result ${i} on ${backend}`).toBeClose(
          reference?.[i]?.values as Float32Array,
          tolerance,
        );
      });
    }
  } finally {
    await setup({ backend: backendName });
  }
}

import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/**
 * Runs `f` twice (what is made once and kept, as scratch memory is, may come with the first) and
 * expects the second to leave just as many tensors and bytes as it found, and `results` more.
 */
export async function expectNoLeaks(f: () => unknown, results = 0): Promise<void> {
  await f();
  const before = tf.memory();
  await f();
  const after = tf.memory();
  expect(after.numTensors - before.numTensors, 'tensors left behind').toBe(results);
  if (results === 0) {
    expect(after.numBytes - before.numBytes, 'bytes left behind').toBe(0);
    expect(after.numDataBuffers - before.numDataBuffers, 'buffers left behind').toBe(0);
  }
}

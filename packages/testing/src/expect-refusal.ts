import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/**
 * Expects `f` to throw, or to reject with, an error of just this message (or one that the pattern
 * fits), and to leave no tensor behind. Gives the error, to look at its kind.
 */
export async function expectRefusal(f: () => unknown, message: string | RegExp): Promise<Error> {
  const before = tf.memory();
  let caught: unknown;
  try {
    await f();
  } catch (error) {
    caught = error;
  }
  expect(caught, 'what was thrown').toBeInstanceOf(Error);
  const error = caught as Error;
  if (typeof message === 'string') expect(error.message).toBe(message);
  else expect(error.message).toMatch(message);
  const after = tf.memory();
  expect(after.numTensors - before.numTensors, 'tensors left behind by the error').toBe(0);
  expect(after.numDataBuffers - before.numDataBuffers, 'buffers left behind').toBe(0);
  return error;
}

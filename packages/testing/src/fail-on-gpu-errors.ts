import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach } from 'vitest';
import { settleComparisons } from './to-be-close';

interface Device {
  onuncapturederror: ((event: { readonly error: { readonly message: string } }) => void) | null;
}

/**
 * Fails each test of a file in which WebGPU refuses something: a program that does not compile makes no error of its own, and all that
 * was handed over with it does nothing, so that zeros are compared with zeros.
 */
export function failOnGpuErrors(): void {
  let errors: string[] = [];
  beforeEach(() => {
    errors = [];
    const { device } = tf.backend() as unknown as { device?: Device };
    if (device === undefined) return;
    device.onuncapturederror = ({ error }) => {
      errors.push(error.message);
    };
  });
  afterEach(async () => {
    await settleComparisons();
    const [first] = errors;
    if (first !== undefined) throw new Error(`webgpu: expected no errors, got ${first}`);
  });
}

import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach } from 'vitest';

/**
 * The tests of this file, or of the `describe` that it is called in, run outside of the scope that the set-up gives each
 * test: what they make they free themselves.
 */
export function withoutScope(): void {
  beforeEach(() => tf.engine().endScope());
  afterEach(() => tf.engine().startScope());
}

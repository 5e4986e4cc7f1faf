import type * as tf from '@tensorflow/tfjs-core';
import { expectAlive } from '../check/tensor';
import * as engine from '../engine/engine';

/**
 * A second tensor over the same data: no copy, and no gradient flows through it. The data live until both are disposed.
 *
 * @throws TypeError, Error if x is no tensor, or is disposed
 */
export function alias<T extends tf.Tensor>(x: T): T {
  expectAlive('alias', 'x', x);
  return engine.alias(x);
}

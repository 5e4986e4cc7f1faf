import { expectFinite, expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/**
 * `x` [batch, features] times `factor`, elementwise: stands here until the package's first export does.
 *
 * @throws ShapeError, TypeError, RangeError for another rank or dtype, and for a factor that is not finite
 */
export function rescale(x: tf.Tensor2D, factor: number): tf.Tensor2D {
  expectTensor('rescale', 'x', x, ['batch', 'features']);
  expectFinite('rescale', 'factor', factor);
  return tf.mul(x, factor);
}

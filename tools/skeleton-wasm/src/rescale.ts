import { expectFinite, expectTensor } from '@dl/core/check';
import { addressOf, allocate, op, path } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { __CONSTANT__ } from './generated/wasm';

/**
 * `x` [batch, features] times `factor`, elementwise, with its gradient: stands here until the package's first export does.
 *
 * @throws ShapeError, TypeError, RangeError for another rank or dtype, and for a factor that is not finite
 */
export function rescale(x: tf.Tensor2D, factor: number): tf.Tensor2D {
  expectTensor('rescale', 'x', x, ['batch', 'features']);
  expectFinite('rescale', 'factor', factor);
  return op(
    'Rescale',
    { x },
    {
      forward: () =>
        path(__CONSTANT__, {
          wasm: (kernels) => {
            const y = allocate<tf.Tensor2D>(x.shape);
            kernels.rescale(x.size, addressOf(x), factor, addressOf(y));
            return y;
          },
          ops: () => tf.mul(x, factor) as tf.Tensor2D,
        }),
      gradients: (dy) => ({ x: () => rescale(dy as tf.Tensor2D, factor) }),
    },
  );
}

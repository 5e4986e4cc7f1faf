import { addressOf, allocate, op, path } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { __CONSTANT__ } from './generated/wasm';

/** `x` [...] times `factor`, elementwise, with its gradient: stands here until the package's first export does. */
export function scale(x: tf.Tensor, factor: number): tf.Tensor {
  return op(
    'Scale',
    { x },
    {
      forward: () =>
        path(__CONSTANT__, {
          wasm: (kernels) => {
            const y = allocate(x.shape);
            kernels.scale(x.size, addressOf(x), factor, addressOf(y));
            return y;
          },
          ops: () => tf.mul(x, factor),
        }),
      gradients: (dy) => ({ x: () => scale(dy, factor) }),
    },
  );
}

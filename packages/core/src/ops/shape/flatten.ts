import * as tf from '@tensorflow/tfjs-core';
import { expectTensor } from '../../check/tensor';
import { op } from '../../tape/op';
import { sizeOf } from '../../wasm/product';

/**
 * All axes but the first as one, y[b, (i, j, …)] = x[b, i, j, …], the last axis fastest: from convolutions to a dense
 * layer. A layer of `sequential` as it is. Gradient: dx is dy in the shape of x. As `torch.nn.Flatten`, whose images are
 * channels first: weights that come from there have other rows.
 *
 * @param x float32 [batch, …]
 * @returns [batch, features]
 * @throws ShapeError for a scalar
 */
export function flatten(x: tf.Tensor): tf.Tensor2D {
  expectTensor('flatten', 'x', x, ['...', 'features'], 'float32', true);
  const { shape } = x;
  const [batch, ...rest] = shape as [number, ...number[]];
  return op(
    'Flatten',
    { x },
    {
      forward: () => tf.reshape(x, [batch, sizeOf(rest)]) as tf.Tensor2D,
      gradients: (dy) => ({ x: () => tf.reshape(dy, shape) }),
    },
  );
}

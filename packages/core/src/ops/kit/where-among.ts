import * as tf from '@tensorflow/tfjs-core';
import { op } from '../../tape/op';

// Parts of a gradient by where x lies, which can be in a gradient of a gradient: see `selectAbove`.

/** `dy` where −3 < x < 3, else 0: nothing of an infinite `dy` is left there. */
export function within(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return kept('Within', x, dy, (z) => tf.less(tf.abs(z), 3));
}

/** The same with both ends. */
export function between(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return kept('Between', x, dy, (z) => tf.lessEqual(tf.abs(z), 3));
}

/** `dy` where x > 3 or NaN, else 0. */
export function above(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return kept('Above', x, dy, (z) => tf.logicalNot(tf.lessEqual(z, 3)));
}

function kept(
  name: string,
  x: tf.Tensor,
  dy: tf.Tensor,
  where: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  return op(
    name,
    { dy },
    {
      forward: () => tf.tidy(() => tf.where(where(x), dy, tf.zerosLike(dy))),
      save: () => ({ x }),
      gradients: (ddx, saved) => ({ dy: () => kept(name, saved.x, ddx, where) }),
    },
  );
}

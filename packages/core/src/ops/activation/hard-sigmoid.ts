import * as tf from '@tensorflow/tfjs-core';
import { op } from '../../tape/op';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';

/**
 * Piecewise linear sigmoid, y = min(max(x / 6 + 1/2, 0), 1), of any shape. Gradient: dx = dy / 6 between −3 and 3, else 0.
 * As `torch.nn.functional.hardsigmoid`; NaN stays, with a gradient of 0.
 *
 * Howard et al., Searching for MobileNetV3, 2019.
 *
 * @param x float32
 */
export function hardSigmoid<T extends tf.Tensor>(x: T): T {
  expectFloats('hardSigmoid', 'x', x, true);
  if (x.size === 0) return ofNothing('HardSigmoid', [x], x.shape);
  return op(
    'HardSigmoid',
    { x },
    {
      forward: () => tf.tidy(() => tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1) as T),
      save: () => ({ x }),
      gradients: (dy, saved) => ({ x: () => tf.tidy(() => within(saved.x, tf.div(dy, 6))) }),
    },
  );
}

/**
 * x times its hard sigmoid, y = x min(max(x / 6 + 1/2, 0), 1), of any shape. Gradient: dx = dy (x / 3 + 1/2) from −3 to 3,
 * dy above, 0 below. As `torch.nn.functional.hardswish`, but −∞ gives 0, its limit (PyTorch: NaN).
 *
 * Howard et al., Searching for MobileNetV3, 2019.
 *
 * @param x float32
 */
export function hardSwish<T extends tf.Tensor>(x: T): T {
  expectFloats('hardSwish', 'x', x, true);
  if (x.size === 0) return ofNothing('HardSwish', [x], x.shape);
  return op(
    'HardSwish',
    { x },
    {
      forward: () =>
        tf.tidy(() => {
          const near = tf.maximum(x, -3);
          return tf.mul(near, tf.clipByValue(tf.add(tf.div(near, 6), 0.5), 0, 1)) as T;
        }),
      save: () => ({ x }),
      gradients: (dy, saved) => ({
        x: () =>
          tf.tidy(() => {
            const near = tf.clipByValue(saved.x, -3, 3);
            const inner = between(saved.x, tf.mul(dy, tf.add(tf.div(near, 3), 0.5)));
            return tf.add(inner, above(saved.x, dy));
          }),
      }),
    },
  );
}

/** `dy` where −3 < x < 3, else 0: nothing of an infinite `dy` is left there. */
function within(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return kept('Within', x, dy, (z) => tf.less(tf.abs(z), 3));
}

/** The same with both ends. */
function between(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return kept('Between', x, dy, (z) => tf.lessEqual(tf.abs(z), 3));
}

/** `dy` where x > 3 or NaN, else 0. */
function above(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
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

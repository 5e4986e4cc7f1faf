import * as tf from '@tensorflow/tfjs-core';
import { op } from '../../tape/op';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { within } from '../kit/where-among';

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

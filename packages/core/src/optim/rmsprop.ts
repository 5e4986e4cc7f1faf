import * as tf from '@tensorflow/tfjs-core';
import { expectFraction, expectNonNegative } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { blend } from './adam';
import { makeOptimizer, type Optimizer } from './optimizer';
import type { Schedule } from './schedule';
import { decay } from './sgd';

export interface RmspropOptions {
  /** Default 0.01. */
  learningRate?: number | Schedule;
  /** α, the decay of the mean of squares, in [0, 1). Default 0.99. */
  alpha?: number;
  /** Added to the root. Default 1e-8. */
  epsilon?: number;
  /** μ, at least 0. Default 0. */
  momentum?: number;
  /** λ of L2 regularisation. Default 0. */
  weightDecay?: number;
}

const OPTIONS: OptionChecks<RmspropOptions> = {
  learningRate: checkedLater,
  alpha: expectFraction,
  epsilon: expectNonNegative,
  momentum: expectNonNegative,
  weightDecay: expectNonNegative,
};

/**
 * RMSprop (Tieleman and Hinton 2012): s ← α s + (1 − α) g², d = g / (√s + ε); p ← p − η d, or with
 * momentum b ← μ b + d, p ← p − η b. As `torch.optim.RMSprop`.
 *
 * @throws RangeError for an option out of range, TypeError for an unknown one
 */
export function rmsprop(options?: RmspropOptions): Optimizer {
  const {
    learningRate = 0.01,
    alpha = 0.99,
    epsilon = 1e-8,
    momentum = 0,
    weightDecay = 0,
  } = readOptions('rmsprop', options, OPTIONS);
  return makeOptimizer(
    {
      name: 'rmsprop',
      slots: momentum > 0 ? ['square', 'velocity'] : ['square'],
      fused(kernels, p, g, [square, velocity = 0], size, { learningRate }) {
        const options = [alpha, epsilon, momentum, weightDecay];
        kernels.rmspropStep?.(p, g, square, velocity, size, learningRate, ...options);
      },
      composite(p, g, [s, b], { learningRate }) {
        const gradient = decay(p, g, weightDecay);
        const square = blend(s as tf.Tensor, tf.square(gradient), alpha);
        const direction = tf.div(gradient, tf.add(tf.sqrt(square), epsilon));
        if (b === undefined) return [tf.sub(p, tf.mul(direction, learningRate)), square];
        const velocity = tf.add(tf.mul(b, momentum), direction);
        return [tf.sub(p, tf.mul(velocity, learningRate)), square, velocity];
      },
    },
    learningRate,
  );
}

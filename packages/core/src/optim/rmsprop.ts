import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../check/choice';
import { expectFraction, expectNonNegative } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { NOWHERE } from '../wasm/kernel-module';
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
  /** Take the square of the mean gradient off s (Graves 2013). Default false. */
  centered?: boolean;
}

const OPTIONS: OptionChecks<RmspropOptions> = {
  learningRate: checkedLater,
  alpha: expectFraction,
  epsilon: expectNonNegative,
  momentum: expectNonNegative,
  weightDecay: expectNonNegative,
  centered: expectFlag,
};

/**
 * RMSprop (Tieleman and Hinton 2012): s ← α s + (1 − α) g², d = g / (√s + ε); p ← p − η d, or with
 * momentum b ← μ b + d, p ← p − η b. With `centered` a ← α a + (1 − α) g,
 * and s − a² stands for s. As `torch.optim.RMSprop`.
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
    centered = false,
  } = readOptions('rmsprop', options, OPTIONS);
  return makeOptimizer(
    {
      name: 'rmsprop',
      slots: ['square', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['velocity'] : [])],
      fused(kernels, p, g, [square, second, third], size, { learningRate }) {
        const mean = centered ? second : NOWHERE;
        const velocity = momentum > 0 ? (centered ? third : second) : NOWHERE;
        const options = [alpha, epsilon, momentum, weightDecay] as const;
        kernels.rmspropStep(p, g, square, mean, velocity, size, learningRate, ...options);
      },
      gpu: {
        key: `rmsprop/${centered}/${momentum > 0}`,
        code: gpuCode(centered, momentum > 0),
        floats: ({ learningRate }) => ({
          rate: learningRate,
          kept: alpha,
          fresh: 1 - alpha,
          epsilon,
          carried: momentum,
          decay: weightDecay,
        }),
      },
      composite(p, g, [s, ...rest], { learningRate }) {
        const b = momentum > 0 ? rest[rest.length - 1] : undefined;
        const gradient = decay(p, g, weightDecay);
        const square = blend(s as tf.Tensor, tf.square(gradient), alpha);
        const means = centered ? [blend(rest[0] as tf.Tensor, gradient, alpha)] : [];
        const left = means.reduce((sum, mean) => tf.sub(sum, tf.square(mean)), square);
        // Rounding may take it below 0, whose root is NaN; a NaN itself stays.
        const spread = centered ? tf.where(tf.less(left, 0), tf.zerosLike(left), left) : left;
        const direction = tf.div(gradient, tf.add(tf.sqrt(spread), epsilon));
        const moved = (along: tf.Tensor) => tf.sub(p, tf.mul(along, learningRate));
        if (b === undefined) return [moved(direction), square, ...means];
        const velocity = tf.add(tf.mul(b, momentum), direction);
        return [moved(velocity), square, ...means, velocity];
      },
    },
    learningRate,
  );
}

function gpuCode(centered: boolean, moving: boolean): string {
  const velocity = centered ? 's2' : 's1';
  return `
  let gradient = g + floats.decay * p;
  s0 = floats.kept * s0 + floats.fresh * (gradient * gradient);
  ${centered ? 's1 = floats.kept * s1 + floats.fresh * gradient;' : ''}
  let spread = ${centered ? 's0 - s1 * s1' : 's0'};
  // Rounding may take it below 0, whose root is NaN; a NaN itself stays.
  var along = gradient / (sqrt(select(spread, 0.0, spread < 0.0)) + floats.epsilon);
  ${moving ? `${velocity} = floats.carried * ${velocity} + along; along = ${velocity};` : ''}
  p = p - floats.rate * along;`;
}

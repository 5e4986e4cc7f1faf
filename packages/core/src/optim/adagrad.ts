import * as tf from '@tensorflow/tfjs-core';
import { expectNonNegative } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { ROWS } from '../generated/wasm-rows';
import { kernelsOf } from '../wasm/registry';
import { makeOptimizer, type Optimizer } from './optimizer';
import type { Schedule } from './schedule';
import { decay } from './sgd';

export interface AdagradOptions {
  /** Default 0.01. */
  learningRate?: number | Schedule;
  /** δ of the rate η / (1 + δ (t − 1)) at the t-th update. Default 0. */
  learningRateDecay?: number;
  /** λ of L2 regularisation. Default 0. */
  weightDecay?: number;
  /** What the sum of squares starts from. Default 0. */
  initialAccumulator?: number;
  /** Added to the root. Default 1e-10. */
  epsilon?: number;
}

const OPTIONS: OptionChecks<AdagradOptions> = {
  learningRate: checkedLater,
  learningRateDecay: expectNonNegative,
  weightDecay: expectNonNegative,
  initialAccumulator: expectNonNegative,
  epsilon: expectNonNegative,
};

/**
 * Adagrad (Duchi et al. 2011): s ← s + g², p ← p − η g / (√s + ε). As `torch.optim.Adagrad`. A sparse
 * gradient changes p and s in its rows only; with weight decay it is taken as a whole.
 *
 * @throws RangeError for an option out of range, TypeError for an unknown one
 */
export function adagrad(options?: AdagradOptions): Optimizer {
  const {
    learningRate = 0.01,
    learningRateDecay = 0,
    weightDecay = 0,
    initialAccumulator = 0,
    epsilon = 1e-10,
  } = readOptions('adagrad', options, OPTIONS);
  const rate = (base: number, update: number) => base / (1 + learningRateDecay * (update - 1));
  return makeOptimizer(
    {
      name: 'adagrad',
      slots: ['sum'],
      initial: initialAccumulator,
      fused(_kernels, p, g, [s], size, { learningRate, update }) {
        const eta = rate(learningRate, update);
        kernelsOf(ROWS)?.adagradStep(p, g, s, size, eta, epsilon, weightDecay);
      },
      gpu: {
        key: 'adagrad',
        code: `
  let gradient = g + floats.decay * p;
  s0 = s0 + gradient * gradient;
  p = p - floats.rate * (gradient / (sqrt(s0) + floats.epsilon));`,
        floats: ({ learningRate, update }) => ({
          rate: rate(learningRate, update),
          epsilon,
          decay: weightDecay,
        }),
      },
      composite(p, g, [s], { learningRate, update }) {
        const gradient = decay(p, g, weightDecay);
        const sum = tf.add(s as tf.Tensor, tf.square(gradient));
        const move = tf.div(gradient, tf.add(tf.sqrt(sum), epsilon));
        return [tf.sub(p, tf.mul(move, rate(learningRate, update))), sum];
      },
      rows:
        weightDecay === 0
          ? (kernels, { parameter, slots, ids, rows, parts, count, size, room }, context) => {
              const eta = rate(context.learningRate, context.update);
              const at = [parameter, slots[0], ids, rows] as const;
              kernels.adagradRows(...at, parts, count, size, room, eta, epsilon);
            }
          : undefined,
    },
    learningRate,
  );
}

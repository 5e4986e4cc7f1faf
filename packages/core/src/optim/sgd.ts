import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../check/choice';
import { expectFinite, expectNonNegative } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { makeOptimizer, type Optimizer } from './optimizer';
import type { Schedule } from './schedule';

export interface SgdOptions {
  learningRate: number | Schedule;
  /** μ, at least 0. Default 0. */
  momentum?: number;
  /** How much of the gradient the velocity leaves out. Default 0. */
  dampening?: number;
  /** Look ahead along the velocity (Nesterov 1983, as Sutskever et al. 2013). Default false. */
  nesterov?: boolean;
  /** λ of L2 regularisation, g ← g + λ p. Default 0. */
  weightDecay?: number;
}

const OPTIONS: OptionChecks<SgdOptions> = {
  learningRate: checkedLater,
  momentum: expectNonNegative,
  dampening: expectFinite,
  nesterov: expectFlag,
  weightDecay: expectNonNegative,
};

/**
 * Stochastic gradient descent, p ← p − η g; with momentum v ← μ v + (1 − dampening) g (at first
 * v ← g, unless a velocity was restored), p ← p − η v, or p ← p − η (g + μ v) with Nesterov's. As `torch.optim.SGD`. A sparse
 * gradient changes its rows only, unless momentum or weight decay move all of them.
 *
 * @throws RangeError for an option out of range, or Nesterov's without momentum; TypeError for an unknown option
 *
 * @example
 * ```ts
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
 * ```
 */
export function sgd(options: SgdOptions): Optimizer {
  const {
    learningRate,
    momentum = 0,
    dampening = 0,
    nesterov = false,
    weightDecay = 0,
  } = readOptions('sgd', options, OPTIONS);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new RangeError(
      `sgd: nesterov: expected a momentum above 0 and no dampening, got ${momentum} and ${dampening}`,
    );
  }
  if (momentum === 0) return plain(learningRate, weightDecay);
  return makeOptimizer(
    {
      name: 'sgd',
      slots: ['velocity'],
      fused(kernels, p, g, [v], size, { learningRate, isFresh }) {
        const options = [momentum, dampening, nesterov, weightDecay, isFresh] as const;
        kernels.momentumStep(p, g, v, size, learningRate, ...options);
      },
      gpu: {
        key: `momentum/${nesterov}`,
        code: `
  let gradient = g + floats.decay * p;
  s0 = select(floats.kept * s0 + floats.fresh * gradient, gradient, floats.first > 0.0);
  p = p - floats.rate * (${nesterov ? 'gradient + floats.kept * s0' : 's0'});`,
        floats: ({ learningRate, isFresh }) => ({
          rate: learningRate,
          kept: momentum,
          fresh: 1 - dampening,
          decay: weightDecay,
          first: Number(isFresh),
        }),
      },
      composite(p, g, [v], { learningRate, isFresh }) {
        const decayed = decay(p, g, weightDecay);
        const fresh = tf.mul(decayed, isFresh ? 1 : 1 - dampening);
        const velocity = tf.add(tf.mul(v as tf.Tensor, momentum), fresh);
        const along = nesterov ? tf.add(decayed, tf.mul(velocity, momentum)) : velocity;
        return [tf.sub(p, tf.mul(along, learningRate)), velocity];
      },
    },
    learningRate,
  );
}

function plain(learningRate: number | Schedule, weightDecay: number): Optimizer {
  return makeOptimizer(
    {
      name: 'sgd',
      slots: [],
      fused(kernels, p, g, _slots, size, { learningRate }) {
        kernels.sgdStep(p, g, size, learningRate, weightDecay);
      },
      gpu: {
        key: 'sgd',
        code: 'p = p - floats.rate * (g + floats.decay * p);',
        floats: ({ learningRate }) => ({ rate: learningRate, decay: weightDecay }),
      },
      composite(p, g, _slots, { learningRate }) {
        return [tf.sub(p, tf.mul(decay(p, g, weightDecay), learningRate))];
      },
      rows:
        weightDecay === 0
          ? (kernels, { parameter, ids, rows, parts, count, size }, { learningRate }) => {
              kernels.sgdRows(parameter, ids, rows, parts, count, size, learningRate);
            }
          : undefined,
    },
    learningRate,
  );
}

/** g + λ p. */
export function decay(p: tf.Tensor, g: tf.Tensor, weightDecay: number): tf.Tensor {
  return weightDecay === 0 ? g : tf.add(g, tf.mul(p, weightDecay));
}

import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../check/choice';
import { expectFraction, expectNonNegative } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { NOWHERE } from '../wasm/kernel-module';
import { makeOptimizer, type Optimizer } from './optimizer';
import type { Schedule } from './schedule';
import { decay } from './sgd';

export interface AdamOptions {
  /** Default 0.001. */
  learningRate?: number | Schedule;
  /** Decay of the mean of gradients, in [0, 1). Default 0.9. */
  beta1?: number;
  /** Decay of the mean of their squares, in [0, 1). Default 0.999. */
  beta2?: number;
  /** Added to the root. Default 1e-8. */
  epsilon?: number;
  /** λ: of L2 regularisation in `adam` (default 0), of the weights themselves in `adamW` (default 0.01). */
  weightDecay?: number;
  /** Divide by the largest v so far, which never falls (Reddi et al. 2018). Default false. */
  amsgrad?: boolean;
}

const OPTIONS: OptionChecks<AdamOptions> = {
  learningRate: checkedLater,
  beta1: expectFraction,
  beta2: expectFraction,
  epsilon: expectNonNegative,
  weightDecay: expectNonNegative,
  amsgrad: expectFlag,
};

/**
 * Adam (Kingma and Ba 2015): m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²,
 * p ← p − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ). As `torch.optim.Adam`.
 * With `amsgrad` the largest v̂ so far stands for v̂.
 * A sparse gradient changes p, m and v in its rows only, as `torch.optim.SparseAdam`; with weight
 * decay or `amsgrad` it is taken as a whole.
 *
 * @throws RangeError for an option out of range, TypeError for an unknown one
 *
 * @example
 * ```ts
 * const optimizer = adam({ learningRate: cosineDecay(0.001, { steps: 1000 }) });
 * ```
 */
export function adam(options?: AdamOptions): Optimizer {
  return build('adam', options, false);
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): p ← (1 − η λ) p before Adam's
 * update. As `torch.optim.AdamW`.
 *
 * @throws RangeError for an option out of range, TypeError for an unknown one
 *
 * @example
 * ```ts
 * const optimizer = adamW({ learningRate: 3e-4, weightDecay: 0.1 });
 * ```
 */
export function adamW(options?: AdamOptions): Optimizer {
  return build('adamW', options, true);
}

function build(name: string, options: AdamOptions | undefined, decoupled: boolean): Optimizer {
  const {
    learningRate = 1e-3,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = decoupled ? 0.01 : 0,
    amsgrad = false,
  } = readOptions(name, options, OPTIONS);
  return makeOptimizer(
    {
      name,
      slots: amsgrad ? ['m', 'v', 'vMax'] : ['m', 'v'],
      fused(kernels, p, g, [m, v, vMax], size, { learningRate, update }) {
        const corrections = [1 - beta1 ** update, 1 - beta2 ** update] as const;
        const betas = [beta1, beta2, epsilon, ...corrections] as const;
        const largest = amsgrad ? vMax : NOWHERE;
        kernels.adamStep(p, g, m, v, largest, size, learningRate, ...betas, weightDecay, decoupled);
      },
      gpu: {
        key: `adam/${amsgrad}`,
        code: `
  let gradient = g + floats.decay * p;
  s0 = floats.kept1 * s0 + floats.fresh1 * gradient;
  s1 = floats.kept2 * s1 + floats.fresh2 * (gradient * gradient);
  ${amsgrad ? 's2 = select(max(s2, s1), s2 + s1, isnan(s2) || isnan(s1));' : ''}
  let below = sqrt(${amsgrad ? 's2' : 's1'}) * floats.root + floats.epsilon;
  p = floats.shrink * p - floats.rate * (s0 / below);`,
        floats: ({ learningRate, update }) => ({
          rate: learningRate / (1 - beta1 ** update),
          root: 1 / Math.sqrt(1 - beta2 ** update),
          kept1: beta1,
          fresh1: 1 - beta1,
          kept2: beta2,
          fresh2: 1 - beta2,
          epsilon,
          decay: decoupled ? 0 : weightDecay,
          shrink: decoupled ? 1 - learningRate * weightDecay : 1,
        }),
      },
      composite(p, g, [m, v, vMax], { learningRate, update }) {
        const start = decoupled ? tf.mul(p, 1 - learningRate * weightDecay) : p;
        const gradient = decoupled ? g : decay(p, g, weightDecay);
        const mean = blend(m as tf.Tensor, gradient, beta1);
        const square = blend(v as tf.Tensor, tf.square(gradient), beta2);
        const largest = vMax && tf.maximum(vMax, square);
        const root = tf.add(
          tf.div(tf.sqrt(largest ?? square), Math.sqrt(1 - beta2 ** update)),
          epsilon,
        );
        const move = tf.mul(tf.div(mean, root), learningRate / (1 - beta1 ** update));
        const moved = tf.sub(start, move);
        return largest ? [moved, mean, square, largest] : [moved, mean, square];
      },
      rows:
        weightDecay === 0 && !decoupled && !amsgrad
          ? (kernels, { parameter, slots, ids, rows, parts, count, size, room }, context) => {
              const { learningRate, update } = context;
              const [m, v] = slots;
              const at = [parameter, m, v, ids, rows, parts, count, size, room] as const;
              const corrections = [1 - beta1 ** update, 1 - beta2 ** update] as const;
              kernels.adamRows(...at, learningRate, beta1, beta2, epsilon, ...corrections);
            }
          : undefined,
    },
    learningRate,
  );
}

/** β old + (1 − β) fresh. */
export function blend(old: tf.Tensor, fresh: tf.Tensor, beta: number): tf.Tensor {
  return tf.add(tf.mul(old, beta), tf.mul(fresh, 1 - beta));
}

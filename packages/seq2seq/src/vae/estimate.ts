import { checkedLater, expectPositiveInteger, expectRng, type OptionChecks } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { DrawOptions } from './draw-options';
import { type Gaussian, gaussianLogDensity } from './gaussian';
import { importanceWeighted } from './importance-weighted';
import { drawn } from './reparameterise';

/** How a likelihood is estimated. */
export interface EstimateOptions extends DrawOptions {
  /** k, the codes that are drawn for each row. Default 50. */
  samples?: number;
}

/** The most samples that an estimate takes: enough for any, and few enough to end. */
const MOST = 100_000;

/** The checks of `EstimateOptions`. */
export const ESTIMATE_OPTIONS: OptionChecks<EstimateOptions> = {
  rng: checkedLater,
  samples: (where, name, value) => expectPositiveInteger(where, name, value as number, MOST),
};

/** What is estimated: a latent variable's posterior, its prior, and what rows cost with it. */
export interface Estimated {
  readonly posterior: Gaussian;
  /** Default the standard Gaussian. */
  readonly prior?: Gaussian;
  /** −log p(x|z) of a z, in nats, [batch]. */
  nats(z: tf.Tensor2D): tf.Tensor;
}

/**
 * log p(x) in nats, [batch], from below by importance weighting of z drawn from the posterior: `importanceWeighted` of log p(x|z) + log p(z) −
 * log q(z|x). One sample at a time is in memory.
 *
 * @throws TypeError without a generator
 */
export function estimate(
  where: string,
  { rng, samples = 50 }: EstimateOptions,
  of: () => Estimated,
): tf.Tensor1D {
  expectRng(where, rng);
  return tf.tidy(() => {
    const { posterior, prior, nats } = of();
    const draw = () => {
      const z = drawn(posterior, rng);
      const ratio = tf.sub(gaussianLogDensity(z, prior), gaussianLogDensity(z, posterior));
      return tf.sub(ratio, nats(z));
    };
    const logWeights = Array.from({ length: samples }, () => tf.tidy(draw));
    return importanceWeighted(tf.stack(logWeights)) as tf.Tensor1D;
  });
}

import { expectNonNegative, expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { type Gaussian, readGaussian } from './gaussian';

/**
 * The Kullback–Leibler divergence of two diagonal Gaussians in nats, of each unit:
 *
 *     KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − log σ² − 1)
 *     KL(N(μ, σ²) ‖ N(m, s²)) = ½ (log s² − log σ² + (σ² + (μ − m)²) / s² − 1)
 *
 * @param mean μ, float32 [..., units]
 * @param logVariance log σ², of the same shape
 * @param prior m and log s², of the same shape; default the standard Gaussian
 * @returns the shape of `mean`
 * @throws ShapeError, TypeError, Error for tensors that do not fit
 */
export function gaussianKlByUnit(
  mean: tf.Tensor,
  logVariance: tf.Tensor,
  prior?: Gaussian,
): tf.Tensor {
  return byUnit('gaussianKlByUnit', mean, logVariance, prior);
}

/**
 * The Kullback–Leibler divergence of two diagonal Gaussians in nats, one a row: the sum of `gaussianKlByUnit` over units. With
 * `prior`, that of a posterior from a learned prior, as VHRED needs it; its gradients reach both.
 *
 * @param mean μ, float32 [..., units]
 * @param logVariance log σ², of the same shape
 * @param prior of the same shape; default the standard Gaussian
 * @returns [...]
 * @throws ShapeError, TypeError, Error for tensors that do not fit
 *
 * @example
 * ```ts
 * const kl = gaussianKl(tf.zeros([2, 8]), tf.zeros([2, 8])); // [0, 0]
 * ```
 */
export function gaussianKl(mean: tf.Tensor, logVariance: tf.Tensor, prior?: Gaussian): tf.Tensor {
  return tf.tidy(() => tf.sum(byUnit('gaussianKl', mean, logVariance, prior), -1));
}

function byUnit(
  where: string,
  mean: tf.Tensor,
  logVariance: tf.Tensor,
  prior: Gaussian | undefined,
): tf.Tensor {
  readGaussian(where, { mean, logVariance });
  const prefix = 'prior.';
  const from =
    prior === undefined ? prior : readGaussian(where, prior, { prefix, shape: mean.shape });
  return tf.tidy(() => {
    if (from === undefined) {
      const squares = tf.add(tf.square(mean), tf.exp(logVariance));
      return tf.mul(tf.sub(tf.sub(squares, logVariance), 1), 0.5);
    }
    const wider = tf.sub(from.logVariance, logVariance);
    const away = tf.mul(tf.square(tf.sub(mean, from.mean)), tf.exp(tf.neg(from.logVariance)));
    return tf.mul(tf.sub(tf.add(tf.add(wider, tf.exp(tf.neg(wider))), away), 1), 0.5);
  });
}

/**
 * What a loss counts of a KL divergence that is free up to `nats` a unit: Σⱼ max(λ, mean over rows of KLⱼ). A unit that says
 * less than λ gets no gradient from it, so that nothing is won by saying less.
 *
 * Kingma et al.: Improved variational inference with inverse autoregressive flow (2016).
 *
 * @param klByUnit float32 [..., units], of `gaussianKlByUnit`
 * @param nats λ, at least 0; with 0 it is the mean of the rows' KL
 * @returns a scalar, in nats
 * @throws ShapeError, TypeError, Error, RangeError for arguments that do not fit
 */
export function freeBits(klByUnit: tf.Tensor, nats: number): tf.Scalar {
  expectTensor('freeBits', 'klByUnit', klByUnit, ['...', 'units']);
  expectNonNegative('freeBits', 'nats', nats);
  return tf.tidy(() => {
    const units = klByUnit.shape[klByUnit.rank - 1] as number;
    const means = tf.mean(tf.reshape(klByUnit, [-1, units]), 0);
    // A factor and a constant, and not `maximum`: where both are alike, its gradient depends on the backend.
    const over = tf.cast(tf.greater(means, nats), 'float32');
    return tf.sum(tf.add(tf.mul(means, over), tf.mul(tf.sub(1, over), nats))) as tf.Scalar;
  });
}

import { expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** A Gaussian with a diagonal covariance for each row: N(μ, diag σ²). */
export interface Gaussian {
  /** μ, float32 [..., units] */
  readonly mean: tf.Tensor;
  /** log σ², of the same shape */
  readonly logVariance: tf.Tensor;
}

/**
 * Reads and checks the two tensors of a Gaussian, each once.
 *
 * @throws ShapeError, TypeError, Error `gaussianKl: prior.logVariance: expected [2, 5], got [2, 3]`
 */
export function readGaussian(
  where: string,
  gaussian: Gaussian,
  { prefix = '', shape = ['...', 'units'] as readonly (number | string)[] } = {},
): Gaussian {
  const { mean, logVariance } = (gaussian ?? {}) as Gaussian;
  expectTensor(where, `${prefix}mean`, mean, shape);
  expectTensor(where, `${prefix}logVariance`, logVariance, mean.shape);
  return { mean, logVariance };
}

const LOG_2_PI = Math.log(2 * Math.PI);

/**
 * The log density of a Gaussian, log N(x; μ, σ²) = −½ Σ (log 2π + log σ² + (x − μ)² / σ²), in nats a row. Its gradients
 * are those of x, μ and log σ².
 *
 * @param x float32 [..., units]
 * @param gaussian of the shape of `x`; default the standard one, N(0, I)
 * @returns [...]
 * @throws ShapeError, TypeError, Error for tensors that do not fit
 */
export function gaussianLogDensity(x: tf.Tensor, gaussian?: Gaussian): tf.Tensor {
  const where = 'gaussianLogDensity';
  expectTensor(where, 'x', x, ['...', 'units']);
  const prefix = 'gaussian.';
  const own =
    gaussian === undefined ? gaussian : readGaussian(where, gaussian, { prefix, shape: x.shape });
  return tf.tidy(() => {
    const units = x.shape[x.rank - 1] as number;
    const constant = -0.5 * units * LOG_2_PI;
    if (own === undefined) return tf.add(tf.mul(tf.sum(tf.square(x), -1), -0.5), constant);
    const { mean, logVariance } = own;
    const squares = tf.mul(tf.square(tf.sub(x, mean)), tf.exp(tf.neg(logVariance)));
    return tf.add(tf.mul(tf.sum(tf.add(logVariance, squares), -1), -0.5), constant);
  });
}

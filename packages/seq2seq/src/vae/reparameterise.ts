import type { Rng } from '@dl/core';
import { expectRng } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { type Gaussian, readGaussian } from './gaussian';

/**
 * Draws from a Gaussian so that gradients reach what it was made of (the reparameterisation trick):
 * z = μ + σ ∘ ε with σ = e^(½ log σ²) and ε ~ N(0, I). Gradient: dμ = dz, d log σ² = ½ σ ∘ ε ∘ dz.
 *
 * Kingma, Welling: Auto-encoding variational Bayes (2014).
 *
 * @param mean float32 [..., units]
 * @param logVariance of the same shape
 * @param rng draws ε
 * @returns z, of the same shape
 * @throws ShapeError, TypeError, Error for tensors that do not fit
 */
export function reparameterise<T extends tf.Tensor>(mean: T, logVariance: T, rng: Rng): T {
  readGaussian('reparameterise', { mean, logVariance });
  expectRng('reparameterise', rng);
  return tf.tidy(() => {
    const noise = rng.normal(mean.shape);
    return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise)) as T;
  });
}

/** z of a Gaussian, with gradients to it. */
export function drawn({ mean, logVariance }: Gaussian, rng: Rng): tf.Tensor2D {
  return reparameterise(mean as tf.Tensor2D, logVariance as tf.Tensor2D, rng);
}

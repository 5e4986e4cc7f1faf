import {
  checkedLater,
  expectNonNegative,
  expectTensor,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { type Gaussian, readGaussian } from './gaussian';
import { freeBits as counted, gaussianKlByUnit } from './gaussian-kl';

/** The two parts of an ELBO and what is minimised, in nats, means over the rows. */
export interface Elbo {
  /** reconstruction + β · KL, with free bits as they count. With β 1 and none of them it is −ELBO. */
  readonly loss: tf.Scalar;
  /** −log p(x|z), of the z that was drawn. */
  readonly reconstruction: tf.Scalar;
  /** KL(q(z|x) ‖ p(z)), whatever β and free bits are. */
  readonly kl: tf.Scalar;
}

/** How the parts are weighed. */
export interface ElboWeights {
  /** β, the weight of the KL divergence, at least 0: that of an annealing schedule, or of a β-VAE. Default 1. */
  beta?: number;
  /** Nats of each latent unit that cost nothing: see `freeBits`. Default 0. */
  freeBits?: number;
}

export interface NegativeElboOptions extends ElboWeights {
  /** Of the shape of the posterior. Default the standard Gaussian. */
  prior?: Gaussian | undefined;
}

/** How β and free bits are checked. */
export const ELBO_WEIGHTS: OptionChecks<ElboWeights> = {
  beta: expectNonNegative,
  freeBits: expectNonNegative,
};

const OPTIONS: OptionChecks<NegativeElboOptions> = {
  beta: expectNonNegative,
  freeBits: expectNonNegative,
  prior: checkedLater,
};

/**
 * The loss of a variational autoencoder and its two parts, in nats, each the mean over the rows:
 *
 *     −ELBO = E_q[−log p(x|z)] + KL(q(z|x) ‖ p(z)) ≥ −log p(x)
 *     loss = reconstruction + β · KL
 *
 * Kingma, Welling: Auto-encoding variational Bayes (2014); β: Higgins et al.: β-VAE (2017).
 *
 * @param reconstruction −log p(x|z), float32 [...]: one a row
 * @param posterior q(z|x), each [..., units]
 * @throws ShapeError, TypeError, Error for tensors that do not fit; RangeError for an invalid option
 */
export function negativeElbo(
  reconstruction: tf.Tensor,
  posterior: Gaussian,
  options?: NegativeElboOptions,
): Elbo {
  const where = 'negativeElbo';
  const { beta = 1, freeBits = 0, prior } = readOptions(where, options, OPTIONS);
  const shape = [...(reconstruction?.shape ?? ['...']), 'units'];
  expectTensor(where, 'reconstruction', reconstruction, ['...']);
  const { mean, logVariance } = readGaussian(where, posterior, { prefix: 'posterior.', shape });
  const prefix = 'prior.';
  const from =
    prior === undefined ? prior : readGaussian(where, prior, { prefix, shape: mean.shape });
  return tf.tidy(() => {
    const ofRows = tf.mean(reconstruction) as tf.Scalar;
    const byUnit = gaussianKlByUnit(mean, logVariance, from);
    const kl = tf.mean(tf.sum(byUnit, -1)) as tf.Scalar;
    const counts = freeBits > 0 ? counted(byUnit, freeBits) : kl;
    const loss = tf.add(ofRows, tf.mul(counts, beta)) as tf.Scalar;
    return { loss, reconstruction: ofRows, kl } as never;
  }) as Elbo;
}

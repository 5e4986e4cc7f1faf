import { Linear, type Rng } from '@dl/core';
import {
  checkedLater,
  expectPositiveInteger,
  expectRng,
  expectRoom,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { Gaussian } from './gaussian';

export interface GaussianHeadOptions {
  /** Draws the initial weights. */
  rng: Rng;
}

const OPTIONS: OptionChecks<GaussianHeadOptions> = { rng: checkedLater };

/**
 * Makes a Gaussian of a hidden vector h: μ = h W + b, log σ² = h V + c. The last layer of a VAE's encoder, and of a learned
 * prior.
 *
 * Kingma, Welling: Auto-encoding variational Bayes (2014).
 */
export class GaussianHead {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'GaussianHead';
  /** [in, latent] */
  readonly mean: Linear;
  /** [in, latent] */
  readonly logVariance: Linear;

  /** @throws RangeError for an invalid size; TypeError for an invalid option */
  constructor(
    readonly inSize: number,
    readonly latentSize: number,
    options: GaussianHeadOptions,
  ) {
    keepArguments(this, GaussianHead, [inSize, latentSize, options]);
    const { rng } = readOptions('GaussianHead', options, OPTIONS);
    expectPositiveInteger('GaussianHead', 'inSize', inSize);
    expectPositiveInteger('GaussianHead', 'latentSize', latentSize);
    expectRoom('GaussianHead', 'mean.weight', [inSize, latentSize]);
    expectRng('GaussianHead', rng);
    const made = makeVariables('GaussianHead', () => ({
      mean: new Linear(inSize, latentSize, { rng }),
      logVariance: new Linear(inSize, latentSize, { rng }),
    }));
    this.mean = made.mean;
    this.logVariance = made.logVariance;
  }

  /**
   * `h` float32 [..., in] → mean and log variance, each [..., latent].
   *
   * @throws ShapeError, TypeError, Error for an h that does not fit
   */
  forward(h: tf.Tensor): Gaussian {
    return tf.tidy(() => {
      const mean = this.mean.forward(h);
      return { mean, logVariance: this.logVariance.forward(h) } as never;
    }) as Gaussian;
  }
}

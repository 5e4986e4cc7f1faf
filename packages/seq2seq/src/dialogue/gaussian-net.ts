import { Linear, type Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Gaussian } from '../vae/gaussian';
import { GaussianHead } from '../vae/gaussian-head';

/** A hidden layer and a Gaussian of it: the prior and the posterior of a turn's latent variable. */
export class GaussianNet {
  readonly hidden: Linear;
  readonly head: GaussianHead;

  constructor(
    inSize: number,
    hiddenSize: number,
    { rng, latentSize }: { rng: Rng; latentSize: number },
  ) {
    this.hidden = new Linear(inSize, hiddenSize, { rng, activation: 'tanh' });
    this.head = new GaussianHead(hiddenSize, latentSize, { rng });
  }

  /** `x` [rows, in] → mean and log variance, [rows, latent]. */
  forward(x: tf.Tensor2D): Gaussian {
    return tf.tidy(() => this.head.forward(this.hidden.forward(x)) as never) as Gaussian;
  }
}

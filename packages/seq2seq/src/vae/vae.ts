import type { Linear, Rng } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectRng,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { AutoencoderOptions } from './autoencoder-options';
import { DRAW, type DrawOptions } from './draw-options';
import { ESTIMATE_OPTIONS, type EstimateOptions, estimate } from './estimate';
import type { Gaussian } from './gaussian';
import { GaussianHead } from './gaussian-head';
import type { InterpolateOptions } from './interpolation';
import { ELBO_WEIGHTS, type Elbo, type ElboWeights, negativeElbo } from './negative-elbo';
import {
  decodeCodes,
  decodeGiven,
  decodeMeans,
  hiddenOf,
  interpolateMeans,
  makeLayers,
  sampleMeans,
} from './outer-layers';
import { asRows, bernoulli } from './pixel-rows';
import { drawn } from './reparameterise';

export interface VaeLossOptions extends ElboWeights, DrawOptions {}

export interface VaeForwardOptions {
  /** Draw z from the posterior instead of taking its mean. Default false. */
  training?: boolean;
  /** Draws z; needed while training. */
  rng?: Rng;
}

const LOSS: OptionChecks<VaeLossOptions> = /* @__PURE__ */ mergeChecks(ELBO_WEIGHTS, DRAW);
const FORWARD: OptionChecks<VaeForwardOptions> = { training: expectFlag, rng: checkedLater };

/**
 * A variational autoencoder for vectors or images of numbers in [0, 1]:
 *
 *     q(z|x) = N(μ, diag σ²), μ and log σ² linear in relu(x W + b)      the encoder
 *     p(z) = N(0, I)
 *     p(x|z) = Bernoulli(σ(logits)), logits linear in relu(z V + c)      the decoder
 *
 * Trained by `loss`, −ELBO = E_q[−log p(x|z)] + KL(q(z|x) ‖ p(z)):
 *
 * ```ts
 * const vae = new Vae(784, 20, { rng });
 * const loss = ({ x }, { rng }) => vae.loss(x, { rng }).loss;
 * for await (const { step } of train({ model: vae, optimizer, batches, loss })) …
 * ```
 *
 * `fit` takes it with `forward: ({ x }, { rng = random(0) }) => vae.loss(x, { rng }).loss` and `loss: (loss) => loss`.
 *
 * Kingma, Welling: Auto-encoding variational Bayes (2014). 784 → 400 → 20 → 400 → 784 are the sizes of PyTorch's example.
 */
export class Vae {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Vae';
  /** [in, hidden], with relu */
  readonly encoder: Linear;
  /** [hidden, latent], twice */
  readonly posterior: GaussianHead;
  /** [latent, hidden], with relu */
  readonly decoder: Linear;
  /** [hidden, in] */
  readonly output: Linear;

  /** @throws RangeError for an invalid size; TypeError for an invalid option */
  constructor(
    readonly inSize: number,
    readonly latentSize: number,
    options: AutoencoderOptions,
  ) {
    keepArguments(this, Vae, [inSize, latentSize, options]);
    const made = makeLayers('Vae', [inSize, latentSize], options, (hiddenSize, rng) => ({
      posterior: new GaussianHead(hiddenSize, latentSize, { rng }),
    }));
    this.encoder = made.encoder;
    this.posterior = made.posterior;
    this.decoder = made.decoder;
    this.output = made.output;
  }

  /**
   * `x` float32 [batch, in], or [batch, ...] of as many numbers → logits [batch, in], of the mean code or, with `training`, of one
   * that is drawn.
   *
   * @throws ShapeError, TypeError, Error for an x that does not fit, TypeError for an invalid option
   */
  forward(x: tf.Tensor, options?: VaeForwardOptions): tf.Tensor2D {
    const where = 'Vae.forward';
    const { training = false, rng } = readOptions(where, options, FORWARD);
    if (training) expectRng(where, rng as Rng);
    return tf.tidy(() => {
      const code = this.#encode(where, x);
      return decodeCodes(this, training ? drawn(code, rng as Rng) : code.mean);
    });
  }

  /** `x` as in `forward` → q(z|x): mean and log variance, each [batch, latent]. @throws as `forward` */
  encode(x: tf.Tensor): Gaussian {
    return tf.tidy(() => this.#encode('Vae.encode', x) as never) as Gaussian;
  }

  /** `z` float32 [batch, latent] → logits [batch, in]. @throws ShapeError, TypeError, Error for a z that does not fit */
  decode(z: tf.Tensor): tf.Tensor2D {
    return decodeGiven('Vae.decode', this, z);
  }

  /**
   * −ELBO and its parts in nats, means over the batch, with one z drawn a row.
   *
   * @param x as in `forward`, numbers in [0, 1]
   * @throws as `forward`; RangeError for an invalid β or free bits
   */
  loss(x: tf.Tensor, options: VaeLossOptions): Elbo {
    const { rng, ...weights } = readOptions('Vae.loss', options, LOSS);
    expectRng('Vae.loss', rng);
    return tf.tidy(() => {
      const rows = asRows('Vae.loss', 'x', x, this.inSize);
      const posterior = this.#encode('Vae.loss', rows);
      const z = drawn(posterior, rng);
      return negativeElbo(bernoulli(decodeCodes(this, z), rows), posterior, weights) as never;
    }) as Elbo;
  }

  /**
   * log p(x) in nats, [batch], estimated from below by importance weighting with `samples` codes a row; one gives the ELBO.
   *
   * Burda, Grosse, Salakhutdinov: Importance weighted autoencoders (2016).
   *
   * @throws as `loss`
   */
  logLikelihood(x: tf.Tensor, options: EstimateOptions): tf.Tensor1D {
    const where = 'Vae.logLikelihood';
    const own = readOptions(where, options, ESTIMATE_OPTIONS);
    return estimate(where, own, () => {
      const rows = asRows(where, 'x', x, this.inSize);
      const posterior = this.#encode(where, rows);
      return { posterior, nats: (z) => bernoulli(decodeCodes(this, z), rows) };
    });
  }

  /** New ones: codes from the prior N(0, I), decoded; means in (0, 1), [count, in]. @throws RangeError, TypeError */
  sample(count: number, options: DrawOptions): tf.Tensor2D {
    return sampleMeans('Vae.sample', this, count, options);
  }

  /** `x` as in `forward` → what is decoded from the means of its codes, in (0, 1), [batch, in]. @throws as `forward` */
  reconstruct(x: tf.Tensor): tf.Tensor2D {
    return decodeMeans(this, () => this.#encode('Vae.reconstruct', x).mean);
  }

  /**
   * What lies between: the straight way from each row of `from` to that of `to` among codes, decoded; [batch, steps, in] in (0, 1).
   *
   * @param from as in `forward`
   * @param to of as many rows
   * @throws as `forward`; RangeError for fewer than two steps
   */
  interpolate(from: tf.Tensor, to: tf.Tensor, options?: InterpolateOptions): tf.Tensor3D {
    const where = 'Vae.interpolate';
    const encode = (x: tf.Tensor) => this.#encode(where, x).mean;
    return interpolateMeans(where, this, [from, to], { encode, options });
  }

  #encode(where: string, x: tf.Tensor): Gaussian {
    return this.posterior.forward(hiddenOf(where, this, x));
  }
}

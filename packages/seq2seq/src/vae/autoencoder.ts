import { Linear } from '@dl/core';
import { keepArguments } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { AutoencoderOptions } from './autoencoder-options';
import type { DrawOptions } from './draw-options';
import type { InterpolateOptions } from './interpolation';
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

/**
 * A plain autoencoder of the sizes of a `Vae`, to stand beside it: a code z = relu(x W + b) U + a, and logits linear in relu(z V + c). It
 * reconstructs better than a `Vae`, for nothing keeps its codes together; for the same reason what is decoded from a code
 * drawn from N(0, I) need not be like anything that it has seen.
 *
 * Hinton, Salakhutdinov: Reducing the dimensionality of data with neural networks (2006).
 */
export class Autoencoder {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Autoencoder';
  /** [in, hidden], with relu */
  readonly encoder: Linear;
  /** [hidden, latent] */
  readonly code: Linear;
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
    keepArguments(this, Autoencoder, [inSize, latentSize, options]);
    const sizes = [inSize, latentSize] as const;
    const made = makeLayers('Autoencoder', sizes, options, (hiddenSize, rng) => ({
      code: new Linear(hiddenSize, latentSize, { rng }),
    }));
    this.encoder = made.encoder;
    this.code = made.code;
    this.decoder = made.decoder;
    this.output = made.output;
  }

  /**
   * `x` float32 [batch, in], or [batch, ...] of as many numbers → logits [batch, in].
   *
   * @throws ShapeError, TypeError, Error for an x that does not fit
   */
  forward(x: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => decodeCodes(this, this.#encode('Autoencoder.forward', x)));
  }

  /** `x` as in `forward` → codes [batch, latent]. @throws as `forward` */
  encode(x: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => this.#encode('Autoencoder.encode', x));
  }

  /** `z` float32 [batch, latent] → logits [batch, in]. @throws ShapeError, TypeError, Error for a z that does not fit */
  decode(z: tf.Tensor): tf.Tensor2D {
    return decodeGiven('Autoencoder.decode', this, z);
  }

  /**
   * The cross-entropy of x in nats a row, the mean over the batch: what `Vae.loss` calls reconstruction.
   *
   * @param x as in `forward`, numbers in [0, 1]
   * @throws as `forward`
   */
  loss(x: tf.Tensor): tf.Scalar {
    const where = 'Autoencoder.loss';
    return tf.tidy(() => {
      const rows = asRows(where, 'x', x, this.inSize);
      return tf.mean(bernoulli(decodeCodes(this, this.#encode(where, rows)), rows)) as tf.Scalar;
    });
  }

  /** Codes from N(0, I), decoded; in (0, 1), [count, in]. Nothing has taught it what these are. @throws RangeError, TypeError */
  sample(count: number, options: DrawOptions): tf.Tensor2D {
    return sampleMeans('Autoencoder.sample', this, count, options);
  }

  /** `x` as in `forward` → what is decoded from its codes, in (0, 1), [batch, in]. @throws as `forward` */
  reconstruct(x: tf.Tensor): tf.Tensor2D {
    return decodeMeans(this, () => this.#encode('Autoencoder.reconstruct', x));
  }

  /**
   * What is decoded on the straight way from the codes of `from` to those of `to`: [batch, steps, in] in (0, 1).
   *
   * @throws as `forward`; RangeError for fewer than two steps
   */
  interpolate(from: tf.Tensor, to: tf.Tensor, options?: InterpolateOptions): tf.Tensor3D {
    const where = 'Autoencoder.interpolate';
    const encode = (x: tf.Tensor) => this.#encode(where, x);
    return interpolateMeans(where, this, [from, to], { encode, options });
  }

  #encode(where: string, x: tf.Tensor): tf.Tensor2D {
    return this.code.forward(hiddenOf(where, this, x)) as tf.Tensor2D;
  }
}

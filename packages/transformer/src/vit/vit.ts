import {
  Conv2d,
  concat,
  Dropout,
  Linear,
  normal,
  slice,
  softmaxCrossEntropy,
  xavierUniform,
} from '@dl/core';
import {
  expected,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { NOISE_OPTIONS, type NoiseOptions, noiseOf } from '../check/noise-options';
import { TransformerEncoder } from '../stack/encoder';
import { sidesOf, VIT_OPTIONS, type VitOptions } from './vit-options';

/** How wide the class token and the positions are drawn. */
const STD = 0.02;

/**
 * A Transformer over an image: its patches are the tokens, and a class token, which is learned, gathers what they say.
 *
 *     x₀ = [c; p₁ W; …; pₙ W] + P,  xᵢ = blockᵢ(xᵢ₋₁),  logits = norm(xₙ)₀ V
 *
 * ```ts
 * const vit = new Vit({ imageSize: 28, patchSize: 7, channels: 1, classes: 10, layers: 4, heads: 4, size: 64, rng: random(1) });
 * const loss = vit.loss(images, labels, { training: true, rng }); // float32 [batch, 28, 28, 1], int32 [batch]
 * ```
 *
 * Dosovitskiy et al., An image is worth 16×16 words, 2021.
 */
export class Vit {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Vit';
  /** W [patchSize, patchSize, channels, size] */
  readonly patches: Conv2d;
  /** c [1, size] */
  readonly classToken: tf.Variable;
  /** P [1 + patches, size] */
  readonly positions: tf.Variable;
  readonly encoder: TransformerEncoder;
  /** V [size, classes] */
  readonly head: Linear | undefined;
  readonly size: number;
  /** Height and width. */
  readonly imageSize: readonly [number, number];
  readonly patchSize: number;
  readonly channels: number;
  readonly #drop: Dropout;

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(options: VitOptions) {
    keepArguments(this, Vit, [options]);
    const own = readOptions('Vit', options, VIT_OPTIONS);
    const { size, imageSize, patchSize, channels = 3, classes, ...rest } = own;
    const { rng, epsilon = 1e-6, dropout = 0, init = xavierUniform() } = own;
    expectPositiveInteger('Vit', 'size', size);
    expectPositiveInteger('Vit', 'patchSize', patchSize);
    const sides = sidesOf('Vit', 'imageSize', imageSize);
    if (sides.some((side) => side % patchSize !== 0)) {
      throw new RangeError(
        expected('Vit: patchSize', `a divisor of ${sides.join(' and ')}`, patchSize),
      );
    }
    expectRng('Vit', rng);
    this.size = size;
    this.imageSize = sides;
    this.patchSize = patchSize;
    this.channels = channels;
    this.#drop = new Dropout(dropout);
    const count = 1 + (sides[0] / patchSize) * (sides[1] / patchSize);
    const small = normal({ std: STD });
    const made = makeVariables('Vit', () => ({
      patches: new Conv2d(channels, size, patchSize, { rng, init, stride: patchSize }),
      classToken: tf.variable(small([1, size], rng)),
      positions: tf.variable(small([count, size], rng)),
      encoder: new TransformerEncoder(size, { ...rest, epsilon, maxLength: count }),
      head: classes === undefined ? undefined : new Linear(size, classes, { rng, init }),
    }));
    this.patches = made.patches;
    this.classToken = made.classToken;
    this.positions = made.positions;
    this.encoder = made.encoder;
    this.head = made.head;
  }

  /**
   * `images` float32 [batch, height, width, channels] → logits [batch, classes], or without `classes` the class token's features
   * [batch, size].
   *
   * @throws ShapeError, TypeError, Error; for dropout without `rng` while training
   */
  forward(images: tf.Tensor, options?: NoiseOptions): tf.Tensor2D {
    return this.#forward('Vit.forward', images, options);
  }

  /**
   * The features of the class token and of each patch, row by row of the image: [batch, 1 + patches, size].
   *
   * @throws as `forward`
   */
  features(images: tf.Tensor, options?: NoiseOptions): tf.Tensor3D {
    return this.#features('Vit.features', images, options);
  }

  /**
   * The mean of −log p(label) in nats, `labels` int32 [batch].
   *
   * @throws as `forward`; Error for a model without `classes`
   */
  loss(images: tf.Tensor, labels: tf.Tensor, options?: NoiseOptions): tf.Scalar {
    if (this.head === undefined) {
      throw new Error(expected('Vit.loss', 'a model with classes', 'one without'));
    }
    return tf.tidy(() => {
      const logits = this.#forward('Vit.loss', images, options);
      return softmaxCrossEntropy(logits, labels) as tf.Scalar;
    });
  }

  #forward(where: string, images: tf.Tensor, options: NoiseOptions | undefined): tf.Tensor2D {
    return tf.tidy(() => {
      const features = this.#features(where, images, options);
      const first = tf.reshape(slice(features, [0, 0, 0], [-1, 1, -1]), [-1, this.size]);
      return (this.head?.forward(first) ?? first) as tf.Tensor2D;
    });
  }

  #features(where: string, images: tf.Tensor, options: NoiseOptions | undefined): tf.Tensor3D {
    const own = readOptions(where, options, NOISE_OPTIONS);
    const { imageSize, channels, size } = this;
    expectTensor(where, 'images', images, ['batch', ...imageSize, channels], 'float32');
    return tf.tidy(() => {
      const [batch] = images.shape as [number];
      const patches = tf.reshape(this.patches.forward(images), [batch, -1, size]);
      const first = tf.add(tf.zeros([batch, 1, size]), this.classToken);
      const x = tf.add(concat([first, patches], 1), this.positions);
      return this.encoder.forward(this.#drop.forward(x, noiseOf(own, 'embedding')), own);
    });
  }
}

import { Linear, type Rng, sigmoidCrossEntropy } from '@dl/core';
import {
  checkedLater,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  expectRoom,
  expectTensor,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** The options of a `Vae` or an `Autoencoder`. */
export interface AutoencoderOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** Units of the hidden layer of encoder and decoder. Default 400. */
  hiddenSize?: number;
}

const OPTIONS: OptionChecks<AutoencoderOptions> = {
  rng: checkedLater,
  hiddenSize: expectPositiveInteger,
};

/** Checks the arguments of a constructor; gives the hidden size. @throws RangeError, TypeError */
export function readSizes(
  where: string,
  inSize: number,
  latentSize: number,
  options: AutoencoderOptions,
): { rng: Rng; hiddenSize: number } {
  const { rng, hiddenSize = 400 } = readOptions(where, options, OPTIONS);
  expectPositiveInteger(where, 'inSize', inSize);
  expectPositiveInteger(where, 'latentSize', latentSize);
  expectRoom(where, 'encoder.weight', [inSize, hiddenSize]);
  expectRoom(where, 'decoder.weight', [latentSize, hiddenSize]);
  expectRng(where, rng);
  return { rng, hiddenSize };
}

/** The layers that a `Vae` and an `Autoencoder` have alike. */
export function outerLayers(inSize: number, latentSize: number, hiddenSize: number, rng: Rng) {
  return {
    encoder: new Linear(inSize, hiddenSize, { rng, activation: 'relu' }),
    decoder: new Linear(latentSize, hiddenSize, { rng, activation: 'relu' }),
    output: new Linear(hiddenSize, inSize, { rng }),
  };
}

/**
 * `x` [batch, ...] as [batch, in]: vectors, or images whose numbers are as many.
 *
 * @throws ShapeError, TypeError, Error `Vae.encode: x: expected [batch, 784], got [3, 28, 27]`
 */
export function asRows(where: string, name: string, x: tf.Tensor, inSize: number): tf.Tensor2D {
  const { rank = 0, shape = [] } = x ?? {};
  const numbers = shape.slice(1).reduce((product: number, size: number) => product * size, 1);
  const fits = rank > 2 && numbers === inSize;
  expectTensor(where, name, x, fits ? ['batch', ...shape.slice(1)] : ['batch', inSize]);
  return tf.reshape(x, [-1, inSize]);
}

/** −log p(x|z) of a Bernoulli distribution an element, in nats a row: [batch, in] twice → [batch]. */
export function bernoulli(logits: tf.Tensor, x: tf.Tensor): tf.Tensor1D {
  return tf.sum(sigmoidCrossEntropy(logits, x, { reduction: 'none' }), 1);
}

/** What draws codes. */
export interface DrawOptions {
  /** Draws them. Required. */
  rng: Rng;
}

/** The check of `DrawOptions`. */
export const DRAW: OptionChecks<DrawOptions> = { rng: checkedLater };

/** How two codes are walked between. */
export interface InterpolateOptions {
  /** Points of the way, both ends among them: 2 or more. Default 8. */
  steps?: number;
}

const INTERPOLATE: OptionChecks<InterpolateOptions> = {
  steps: (where, name, value) => expectPoints(where, name, value as number),
};

/** @throws RangeError for fewer than two points */
export function expectPoints(where: string, name: string, value: number): void {
  expectInteger(where, name, value, 2, 10_000);
}

/** How many points. @throws TypeError, RangeError */
export function readSteps(where: string, options: InterpolateOptions | undefined): number {
  return readOptions(where, options, INTERPOLATE).steps ?? 8;
}

/** The straight way between codes [batch, latent]: [batch, steps, latent]. */
export function between(from: tf.Tensor, to: tf.Tensor, steps: number): tf.Tensor3D {
  return tf.tidy(() => {
    const share = tf.reshape(tf.linspace(0, 1, steps), [1, steps, 1]);
    const [a, b] = [tf.expandDims(from, 1), tf.expandDims(to, 1)];
    return tf.add(tf.mul(a, tf.sub(1, share)), tf.mul(b, share)) as tf.Tensor3D;
  });
}

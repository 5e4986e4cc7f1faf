import { Linear, type Rng } from '@dl/core';
import {
  expectPositiveInteger,
  expectRng,
  expectRoom,
  expectTensor,
  readOptions,
} from '@dl/core/check';
import { makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { type AutoencoderOptions, readSizes } from './autoencoder-options';
import { DRAW, type DrawOptions } from './draw-options';
import { between, type InterpolateOptions, readSteps } from './interpolation';
import { asRows } from './pixel-rows';

/** The layers that a `Vae` and an `Autoencoder` have alike: around the code, which is what tells them apart. */
export interface OuterLayers {
  readonly inSize: number;
  readonly latentSize: number;
  /** [in, hidden], with relu */
  readonly encoder: Linear;
  /** [latent, hidden], with relu */
  readonly decoder: Linear;
  /** [hidden, in] */
  readonly output: Linear;
}

/** What gives the codes of rows [batch, in]: of a `Vae` their means. */
type Encode = (x: tf.Tensor) => tf.Tensor;

/** Checks the arguments of a constructor and makes all layers; the code's come last. @throws RangeError, TypeError */
export function makeLayers<Code extends object>(
  where: string,
  [inSize, latentSize]: readonly [number, number],
  options: AutoencoderOptions,
  code: (hiddenSize: number, rng: Rng) => Code,
) {
  const { rng, hiddenSize } = readSizes(where, inSize, latentSize, options);
  return makeVariables(where, () => ({
    encoder: new Linear(inSize, hiddenSize, { rng, activation: 'relu' }),
    decoder: new Linear(latentSize, hiddenSize, { rng, activation: 'relu' }),
    output: new Linear(hiddenSize, inSize, { rng }),
    ...code(hiddenSize, rng),
  }));
}

/** The hidden units of `x` [batch, ...]: what codes are made of. @throws ShapeError, TypeError, Error */
export function hiddenOf(where: string, { inSize, encoder }: OuterLayers, x: tf.Tensor): tf.Tensor {
  return encoder.forward(asRows(where, 'x', x, inSize));
}

/** Codes [..., latent] → logits [..., in]. */
export function decodeCodes<T extends tf.Tensor>(
  { decoder, output }: OuterLayers,
  z: tf.Tensor,
): T {
  return output.forward(decoder.forward(z)) as T;
}

/** Logits [batch, in] of codes that were given. @throws ShapeError, TypeError, Error */
export function decodeGiven(where: string, layers: OuterLayers, z: tf.Tensor): tf.Tensor2D {
  expectTensor(where, 'z', z, ['batch', layers.latentSize]);
  return tf.tidy(() => decodeCodes(layers, z));
}

/** What is decoded from codes, in (0, 1), [..., in]. */
export function decodeMeans<T extends tf.Tensor>(layers: OuterLayers, codes: () => tf.Tensor): T {
  return tf.tidy(() => tf.sigmoid(decodeCodes<T>(layers, codes())));
}

/** What is decoded from codes of N(0, I), in (0, 1), [count, in]. @throws RangeError, TypeError */
export function sampleMeans(
  where: string,
  layers: OuterLayers,
  count: number,
  options: DrawOptions,
): tf.Tensor2D {
  const { inSize, latentSize } = layers;
  const { rng } = readOptions(where, options, DRAW);
  expectPositiveInteger(where, 'count', count);
  expectRoom(where, 'samples', [count, Math.max(inSize, latentSize)]);
  expectRng(where, rng);
  return decodeMeans(layers, () => rng.normal([count, latentSize]));
}

/**
 * What is decoded on the straight way from the codes of `from` to those of `to`: [batch, steps, in] in (0, 1).
 *
 * @throws ShapeError, TypeError, Error for tensors that do not fit; RangeError for fewer than two steps
 */
export function interpolateMeans(
  where: string,
  layers: OuterLayers,
  [from, to]: readonly [tf.Tensor, tf.Tensor],
  {
    encode,
    options,
  }: { readonly encode: Encode; readonly options: InterpolateOptions | undefined },
): tf.Tensor3D {
  const steps = readSteps(where, options);
  return decodeMeans(layers, () => {
    const a = asRows(where, 'from', from, layers.inSize);
    const b = asRows(where, 'to', to, layers.inSize);
    expectTensor(where, 'to', b, a.shape);
    return between(encode(a), encode(b), steps);
  });
}

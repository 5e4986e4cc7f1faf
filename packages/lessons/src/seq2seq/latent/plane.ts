import type { Linear, Rng } from '@dl/core';
import type { Autoencoder, Vae } from '@dl/seq2seq';
import * as tf from '@tensorflow/tfjs-core';
import type { DigitSets } from '../../data/image-set';
import type { DecoderWeights } from './decode-code';
import { distanceToNearest, imagesOf } from './digits';
import { type Nets, natsOf } from './score';
import type { LatentView } from './view';

/** Codes drawn from N(0, I) that a page shows, and digits that each makes up to be measured. */
const [DRAWN, MADE] = [12, 400];

interface Shown {
  /** Held-out digits that are shown and measured. */
  readonly test: number;
  readonly rng: Rng;
  /** Which codes are drawn. */
  readonly draw: number;
}

/** What a page draws of both models. */
export async function planeOf(
  nets: Nets,
  data: DigitSets,
  { test, rng, draw }: Shown,
): Promise<LatentView> {
  const { vae, autoencoder } = nets;
  const { images, labels } = data.test;
  const side = images.shape[1] as number;
  const tensors = tf.tidy(() => {
    const held = imagesOf(data.test, 0, test);
    // The same codes for both.
    const near = (net: Vae | Autoencoder) =>
      distanceToNearest(held, net.sample(MADE, { rng: rng.fold('made') }));
    const drawn = rng.fold('drawn').fold(draw).normal([DRAWN, vae.latentSize]);
    const codes = [vae.encode(held).mean, autoencoder.encode(held)];
    return [drawn, ...codes, tf.stack([near(vae), near(autoencoder)])];
  });
  const [drawn, ofVae, ofPlain, distances] = (await numbersOf(tensors)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return {
    side,
    held: {
      images: images.data.slice(0, test * side * side),
      labels: labels.slice(0, test),
    },
    codes: { vae: ofVae, autoencoder: ofPlain },
    decoders: { vae: await weightsOf(vae), autoencoder: await weightsOf(autoencoder) },
    drawn,
    nats: await natsOf(nets, data, { test, rng: rng.fold('nats') }),
    nearest: { vae: distances[0] as number, autoencoder: distances[1] as number },
  };
}

/** The weights of a model's decoder, as plain numbers. */
export async function weightsOf({ decoder, output }: Vae | Autoencoder): Promise<DecoderWeights> {
  const plain = async ({ weight, bias }: Linear) => {
    const [weights, biases] = await Promise.all([weight.data(), (bias as tf.Variable).data()]);
    return { weight: Float32Array.from(weights), bias: Float32Array.from(biases) };
  };
  return { hidden: await plain(decoder), output: await plain(output) };
}

/** The values of tensors, of which nothing stays. */
export async function numbersOf(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  const all = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors as tf.Tensor[]);
  return all.map((values) => Float32Array.from(values));
}

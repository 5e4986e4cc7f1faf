import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DigitSets } from '../../data/image-set';
import { imagesOf } from './digits';
import { numbersOf } from './plane';
import type { Nets } from './score';
import type { Digits, LatentPictures } from './view';

/** Digits a row of pictures. */
const SHOWN = 6;

/** Rows of digits for a terminal: real ones, what both make of them, and what they make up. */
export async function picturesOf(
  { vae, autoencoder }: Nets,
  { test }: DigitSets,
  rng: Rng,
): Promise<LatentPictures> {
  const made = tf.tidy(() => {
    const real = imagesOf(test, 0, SHOWN);
    const codes = rng.normal([SHOWN, vae.latentSize]);
    const [a, b] = [imagesOf(test, 0, 1), imagesOf(test, 1, 2)];
    return [
      ...[real, vae.reconstruct(real), autoencoder.reconstruct(real)],
      ...[tf.sigmoid(vae.decode(codes)), tf.sigmoid(autoencoder.decode(codes))],
      vae.interpolate(a, b, { steps: SHOWN }),
    ];
  });
  const [real, ofVae, ofPlain, newOfVae, newOfPlain, between] = (await numbersOf(made)) as [
    ...[Digits, Digits, Digits, Digits, Digits, Digits],
  ];
  return {
    ...{ count: SHOWN, side: test.images.shape[1] as number, real, between },
    reconstructed: { vae: ofVae, autoencoder: ofPlain },
    sampled: { vae: newOfVae, autoencoder: newOfPlain },
  };
}

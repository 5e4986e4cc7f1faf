import type { DecoderWeights } from './decode-code';

/** The two autoencoders. */
export type ModelName = 'vae' | 'autoencoder';

/** Digits, one after the other: [count, side, side], from 0 (paper) to 1 (ink). */
export type Digits = Float32Array;

/** What a terminal draws: for each row of pictures as many digits as `count`. */
export interface LatentPictures {
  readonly count: number;
  readonly side: number;
  /** Digits of the test set. */
  readonly real: Digits;
  /** What each model makes of the codes of `real`. */
  readonly reconstructed: Readonly<Record<ModelName, Digits>>;
  /** What each model makes of codes drawn from N(0, I), the same for both. */
  readonly sampled: Readonly<Record<ModelName, Digits>>;
  /** The VAE on its way from the first digit of `real` to the second. */
  readonly between: Digits;
}

/** What a page draws: it decodes codes itself, `decodeCode`, to follow a finger at once. */
export interface LatentView {
  readonly side: number;
  /** Held-out digits, and what they show. */
  readonly held: { readonly images: Digits; readonly labels: Int32Array };
  /** Their codes in each model, [count, latent]: of the VAE the means. */
  readonly codes: Readonly<Record<ModelName, Float32Array>>;
  readonly decoders: Readonly<Record<ModelName, DecoderWeights>>;
  /** Codes drawn from N(0, I), [drawn, latent]. */
  readonly drawn: Float32Array;
  /** Of held-out digits, in nats an image; `plain` is the reconstruction of the plain autoencoder. */
  readonly nats: { readonly reconstruction: number; readonly kl: number; readonly plain: number };
  /** How far a held-out digit is from the nearest of many that each has made of codes drawn from N(0, I). */
  readonly nearest: Readonly<Record<ModelName, number>>;
}

import type { Rng } from '@dl/core';
import {
  checkedLater,
  expectPositiveInteger,
  expectRng,
  expectRoom,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';

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
): Required<AutoencoderOptions> {
  const { rng, hiddenSize = 400 } = readOptions(where, options, OPTIONS);
  expectPositiveInteger(where, 'inSize', inSize);
  expectPositiveInteger(where, 'latentSize', latentSize);
  expectRoom(where, 'encoder.weight', [inSize, hiddenSize]);
  expectRoom(where, 'decoder.weight', [latentSize, hiddenSize]);
  expectRng(where, rng);
  return { rng, hiddenSize };
}

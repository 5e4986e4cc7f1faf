import type { ForwardOptions, Rng } from '@dl/core';
import { expectFlag, expectRng, type OptionChecks } from '@dl/core/check';

/** Whether a pass trains, and what it draws noise from. */
export interface NoiseOptions {
  /** With dropout. Default false. */
  training?: boolean | undefined;
  /** Draws the dropout; needed with it while training. */
  rng?: Rng | undefined;
}

/** How they are checked. */
export const NOISE_OPTIONS: OptionChecks<NoiseOptions> = {
  training: expectFlag,
  rng: (where, name, value) => expectRng(where, value as Rng, name),
};

/** What one place of a network draws from, by its name: the same in every pass with this generator. */
export function noiseOf({ training = false, rng }: NoiseOptions, name: string): ForwardOptions {
  return training && rng ? { training, rng: rng.fold(name) } : { training };
}

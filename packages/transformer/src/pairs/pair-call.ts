import type { Lengths, Rng } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFraction,
  expectRng,
  mergeChecks,
  type OptionChecks,
} from '@dl/core/check';

/** What reading sentences is told. */
export interface EncodeSourceOptions {
  /** Tokens of each sentence; what follows is padding. Default: all. */
  lengths?: Lengths | undefined;
  /** With dropout. Default false. */
  training?: boolean | undefined;
  /** Draws the dropout; needed with it while training. */
  rng?: Rng | undefined;
}

/** How a batch of pairs is learnt from. */
export interface PairLossOptions extends Omit<EncodeSourceOptions, 'lengths'> {
  /** ε, in [0, 1). Default 0. */
  labelSmoothing?: number | undefined;
}

const NOISE: OptionChecks<Omit<EncodeSourceOptions, 'lengths'>> = {
  training: expectFlag,
  rng: (where, name, value) => expectRng(where, value as Rng, name),
};

/** How they are checked. */
export const ENCODE_OPTIONS: OptionChecks<EncodeSourceOptions> = /* @__PURE__ */ mergeChecks(
  NOISE,
  { lengths: checkedLater },
);

/** The same of a loss. */
export const PAIR_LOSS_OPTIONS: OptionChecks<PairLossOptions> = /* @__PURE__ */ mergeChecks(NOISE, {
  labelSmoothing: expectFraction,
});

import type { Lengths } from '@dl/core';
import { checkedLater, expectFraction, mergeChecks, type OptionChecks } from '@dl/core/check';
import { NOISE_OPTIONS, type NoiseOptions } from '../check/noise-options';

/** What reading sentences is told. */
export interface EncodeSourceOptions extends NoiseOptions {
  /** Tokens of each sentence; what follows is padding. Default: all. */
  lengths?: Lengths | undefined;
}

/** How a batch of pairs is learnt from. */
export interface PairLossOptions extends NoiseOptions {
  /** ε, in [0, 1). Default 0. */
  labelSmoothing?: number | undefined;
}

/** How they are checked. */
export const ENCODE_OPTIONS: OptionChecks<EncodeSourceOptions> = /* @__PURE__ */ mergeChecks(
  NOISE_OPTIONS,
  { lengths: checkedLater },
);

/** The same of a loss. */
export const PAIR_LOSS_OPTIONS: OptionChecks<PairLossOptions> = /* @__PURE__ */ mergeChecks(
  NOISE_OPTIONS,
  { labelSmoothing: expectFraction },
);

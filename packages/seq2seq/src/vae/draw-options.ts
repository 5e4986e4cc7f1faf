import type { Rng } from '@dl/core';
import { checkedLater, type OptionChecks } from '@dl/core/check';

/** What draws codes. */
export interface DrawOptions {
  /** Draws them. Required. */
  rng: Rng;
}

/** The check of `DrawOptions`. */
export const DRAW: OptionChecks<DrawOptions> = { rng: checkedLater };

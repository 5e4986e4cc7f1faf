import type { Rng } from '@dl/core';
import {
  checkedLater,
  expected,
  expectFraction,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
} from '@dl/core/check';
import type { WordDropout } from '../conditioned/decoder-input';

/** How the loss of a batch of dialogues is computed. */
export interface DialogueLossOptions {
  /** The share of the decoder's input tokens that `unk` stands for, in [0, 1): the decoder has to look at its condition. Default 0. */
  wordDropout?: number;
  /** Draws them. Required with word dropout. */
  rng?: Rng;
  /**
   * How many of the last utterances the context sees in this loss. Default: the model's own. A model that has first learnt to answer the
   * last utterance (window 1) learns sooner what the ones before add.
   */
  window?: number;
}

/** How they are checked. */
export const LOSS_OPTIONS: OptionChecks<DialogueLossOptions> = {
  wordDropout: expectFraction,
  rng: checkedLater,
  window: expectPositiveInteger,
};

/** Checks what word dropout needs; undefined where there is none. @throws TypeError, RangeError */
export function wordDropoutOf(
  where: string,
  { wordDropout: share = 0, rng }: DialogueLossOptions,
  unk: number | undefined,
): WordDropout | undefined {
  if (rng !== undefined || share > 0) expectRng(where, rng as Rng);
  if (share === 0) return undefined;
  if (unk === undefined) {
    throw new RangeError(expected(`${where}: wordDropout`, '0 for a model without unk', share));
  }
  return { share, unk, rng: rng as Rng };
}

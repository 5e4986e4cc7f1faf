import { expectFinite, expectFlag, type OptionChecks } from '@dl/core/check';
import { countOption, signalOption } from '../check/option-checks';

export interface TranslateOptions {
  /** How many hypotheses go on together. Default 5; 1 is greedy. */
  beams?: number;
  /** How many translations are given, at most `beams`: the others are `alternatives`. Default 1. */
  best?: number;
  /** See `beamSearch`. Default 1. */
  lengthPenalty?: number;
  /** The most tokens of a translation. Default that of the translator. */
  maxLength?: number;
  /** Gives where it looked while it said each token. Default false. */
  attention?: boolean;
  /**
   * Puts in place of an unknown word that it says the word of the source that it looked at most (Luong et al. 2015). Needs attention, and a
   * `Vocabulary` with `unk` on both sides. Default false.
   */
  copyUnknown?: boolean;
  /** Stops between two steps; translations are then as long as they are. */
  signal?: AbortSignal;
}

/** How they are checked: whatever the sentences are, empty ones too. */
export const TRANSLATE_OPTIONS: OptionChecks<TranslateOptions> = {
  beams: countOption,
  best: countOption,
  lengthPenalty: expectFinite,
  maxLength: countOption,
  attention: expectFlag,
  copyUnknown: expectFlag,
  signal: signalOption,
};

import {
  expectFlag,
  expectNonNegative,
  expectPositiveInteger,
  type OptionChecks,
  oneOf,
} from '@dl/core/check';
import type { BleuTokenizer } from './bleu-tokenizers';

/** What is done about n-grams of which none is right (Chen and Cherry, 2014). */
export type Smoothing = 'exp' | 'floor' | 'add-k' | 'none';

export interface BleuOptions {
  /** How sentences are cut into words. Default `13a`. */
  tokenizer?: BleuTokenizer;
  /** Whether upper and lower case are the same. Default false. */
  lowercase?: boolean;
  /** Default `exp`. */
  smoothing?: Smoothing;
  /** Of `floor` (default 0.1) and `add-k` (default 1). */
  smoothingValue?: number;
  /** The longest n-grams. Default 4. */
  maxOrder?: number;
  /** Whether orders that a sentence is too short for are left out. Default false; of a single sentence true. */
  effectiveOrder?: boolean;
}

/** The checks of these options. */
export const BLEU_OPTIONS: OptionChecks<BleuOptions> = {
  tokenizer: oneOf(['13a', 'intl', 'char', 'none', 'ja-segmenter']),
  lowercase: expectFlag,
  smoothing: oneOf(['exp', 'floor', 'add-k', 'none']),
  smoothingValue: expectNonNegative,
  maxOrder: (where, name, value) => expectPositiveInteger(where, name, value as number, 64),
  effectiveOrder: expectFlag,
};

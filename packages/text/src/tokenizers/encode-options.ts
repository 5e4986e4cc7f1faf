import { expectFlag, type OptionChecks } from '@dl/core/check';

export interface TokenizeOptions {
  /**
   * Whether special tokens in a text stand for themselves. Default false: a text of a stranger cannot hold an end of text, or a
   * turn of another speaker.
   */
  special?: boolean;
}

export interface DetokenizeOptions {
  /** Whether special tokens are shown. Default true. */
  special?: boolean;
}

/** The check of both. */
export const TOKENIZE_OPTIONS: OptionChecks<TokenizeOptions> = {
  special: (where, name, value) => expectFlag(where, name, value as boolean),
};

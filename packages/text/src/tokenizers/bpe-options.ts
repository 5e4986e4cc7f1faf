import { expected, type OptionChecks, oneOf } from '@dl/core/check';
import { expectText } from '../check/text';
import type { BpeUnit } from './bpe-units';
import { expectSpecialTokens } from './token-table';
import type { WordKind } from './word-cutters';

export interface BpeOptions {
  /** What tokens are made of. Default `bytes`, which know every text; `characters` are fewer ids for one language. */
  unit?: BpeUnit;
  /**
   * Within what pairs are merged: `gpt2` (default) keeps all whitespace, `whitespace` cuts at it and marks the end of a word by `</w>`
   * (Sennrich et al., 2016), for characters alone.
   */
  words?: WordKind;
  /** Special tokens such as `<|endoftext|>`: text is turned into them only with `special: true`. Those missing from the vocabulary get the next ids. Default none. */
  special?: readonly string[];
  /** The token of what is not known, for characters alone. Default none: an unknown character is an error. */
  unknown?: string;
}

/** Marks the end of a word, where words lie between blanks. */
export const END_OF_WORD = '</w>';

/** The checks of the options of BPE. */
export const BPE_OPTIONS: OptionChecks<BpeOptions> = {
  unit: oneOf(['bytes', 'characters']),
  words: oneOf(['gpt2', 'whitespace']),
  special: expectSpecialTokens,
  unknown: (where, name, value) => expectText(where, name, value),
};

/** Refuses what bytes have no use for: an end of words, a token of what is unknown. @throws RangeError */
export function expectUnitFits(where: string, options: BpeOptions): void {
  const { unit = 'bytes', words = 'gpt2', unknown } = options;
  if (unit !== 'bytes' || (words === 'gpt2' && unknown === undefined)) return;
  const name = unknown === undefined ? 'words' : 'unknown';
  throw new RangeError(expected(`${where}: ${name}`, 'none for bytes', options[name]));
}

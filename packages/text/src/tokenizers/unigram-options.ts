import { expectFinite, expectFlag, type OptionChecks, oneOf } from '@dl/core/check';
import { expectText } from '../check/text';
import { expectSpecialTokens } from './token-table';

export interface UnigramOptions {
  /** The piece that stands for characters which no piece covers. Default `<unk>`. */
  unknown?: string;
  /** What an unknown character adds to the score of a cut. Default: the least score of all pieces, less 10. */
  unknownScore?: number;
  /** Pieces that are never cut out of a text: `<s>`, `</s>`, unused ones. Default: those of `<s>`, `</s>` and `<pad>` that there are. */
  special?: readonly string[];
  /** What a text is brought into before it is cut. Default `nfkc`. */
  normalization?: 'nfkc' | 'none';
  /** Whether a text begins with a blank, so that its first word is as any other. Default true. */
  prefix?: boolean;
  /** Whether blanks at both ends are left out and several in a row are one. Default true. */
  mergeBlanks?: boolean;
}

/** How they are checked. */
export const UNIGRAM_OPTIONS: OptionChecks<UnigramOptions> = {
  unknown: (where, name, value) => expectText(where, name, value),
  unknownScore: expectFinite,
  special: expectSpecialTokens,
  normalization: /* @__PURE__ */ oneOf(['nfkc', 'none']),
  prefix: expectFlag,
  mergeBlanks: expectFlag,
};

/** A piece and the logarithm of its probability. */
export type ScoredPiece = readonly [piece: string, score: number];

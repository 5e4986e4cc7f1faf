import { Vocabulary } from '@dl/text';
import { KNOWN, UNKNOWN } from './vocabulary';

/** The words that are known, behind the one that stands for any other. */
export const VOCABULARY = /* @__PURE__ */ new Vocabulary(KNOWN, { special: { unk: UNKNOWN } });

/** A word's id; that of `UNKNOWN` for one that is in no list. */
export function idOf(word: string): number {
  return VOCABULARY.idOf(word) ?? (VOCABULARY.unk as number);
}

import { expected, expectPositiveInteger, mergeChecks, readOptions } from '@dl/core/check';
import { expectText } from '../check/text';
import { eachText, type Texts } from '../check/texts';
import { SPECIAL } from './special';
import { splitterOf } from './split';
import { VOCABULARY_OPTIONS, Vocabulary, type VocabularyOptions } from './vocabulary';

export interface BuildVocabularyOptions extends VocabularyOptions {
  /** How often a token must stand in the texts to be taken. Default 1. */
  minCount?: number;
  /** The size at most, special tokens included: the most frequent ones are taken. Default: no limit. */
  maxSize?: number;
}

const OPTIONS = /* @__PURE__ */ mergeChecks(VOCABULARY_OPTIONS, {
  minCount: expectPositiveInteger,
  maxSize: expectPositiveInteger,
});

/**
 * Counts the words, characters or segments of texts and orders them by frequency; ties keep the order of first appearance.
 * The texts may be a stream larger than memory.
 *
 * ```ts
 * const vocabulary = await buildVocabulary(['a rose is a rose'], { minCount: 2 });
 * ```
 *
 * @throws TypeError, RangeError for invalid texts or options, and a `maxSize` that has no room for the special tokens
 */
export async function buildVocabulary(
  texts: Texts,
  options?: BuildVocabularyOptions,
): Promise<Vocabulary> {
  const where = 'buildVocabulary';
  const { minCount = 1, maxSize = Infinity, ...own } = readOptions(where, options, OPTIONS);
  const { unit = 'words', locale, special = SPECIAL } = own;
  const taken = Object.values(special).filter((token) => token !== undefined);
  if (maxSize < taken.length) {
    const rule = `at least ${taken.length}, the special tokens`;
    throw new RangeError(expected(`${where}: maxSize`, rule, maxSize));
  }
  const split = splitterOf(unit, locale);
  const counts = new Map<string, number>();
  for await (const text of eachText(where, texts)) {
    expectText(where, 'texts', text);
    for (const piece of split(text)) counts.set(piece.text, (counts.get(piece.text) ?? 0) + 1);
  }
  for (const token of taken) counts.delete(token);
  const frequent = [...counts].filter(([, count]) => count >= minCount);
  frequent.sort(([, a], [, b]) => b - a);
  const tokens = frequent.slice(0, maxSize - taken.length).map(([token]) => token);
  return new Vocabulary(tokens, own);
}

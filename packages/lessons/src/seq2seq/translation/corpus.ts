import { buildVocabulary, type IdPair, type Pair, type Tokenizer, trainBpe } from '@dl/text';
import type { Parts } from '../parts';
import type { Direction } from './pairs';
import { LONGEST } from './settings';

/** What sentences are cut into. */
export type Unit = 'words' | 'bytePairs';

/** A pair as texts and as ids. */
export interface EncodedPair {
  readonly pair: Pair;
  readonly ids: IdPair;
}

/** Pairs of sentences as ids, and what cuts them. */
export interface TranslationCorpus {
  readonly unit: Unit;
  readonly source: Tokenizer;
  readonly target: Tokenizer;
  readonly parts: Parts<EncodedPair>;
  /** Pairs that were left out: a side is empty or too long. */
  readonly leftOut: number;
}

/** A word of Japanese has about two characters; without blanks a sentence is a single piece, or a few. */
const SHORT = 4;

/** Words where Japanese sentences have blanks between words, byte pairs where they have none. */
export function unitOf(japanese: readonly string[]): Unit {
  const pieces = japanese.flatMap((text) => text.split(' '));
  const characters = pieces.reduce((sum, piece) => sum + Array.from(piece).length, 0);
  return characters <= SHORT * pieces.length ? 'words' : 'bytePairs';
}

/** Learns tokenizers of the training part, and encodes all. */
export async function corpusOf(
  parts: Parts<Pair>,
  options: { unit: Unit | 'auto'; direction: Direction; vocabulary: number; longest?: number },
): Promise<TranslationCorpus> {
  const { longest = LONGEST } = options;
  const side = options.direction === 'ja-en' ? 0 : 1;
  const japanese = parts.train.map((pair) => pair[side]);
  const unit = options.unit === 'auto' ? unitOf(japanese) : options.unit;
  // #region tokenizers
  const learn = (texts: readonly string[]): Promise<Tokenizer> =>
    unit === 'words'
      ? buildVocabulary(texts, { minCount: 2, special: { unk: '<unk>' } })
      : trainBpe(texts, { size: options.vocabulary });
  const source = await learn(parts.train.map(([text]) => text));
  const target = await learn(parts.train.map(([, text]) => text));
  // #endregion tokenizers
  let leftOut = 0;
  const encode = (part: readonly Pair[]) =>
    part.flatMap((pair): EncodedPair[] => {
      const ids: IdPair = [source.encode(pair[0]), target.encode(pair[1])];
      // One place is that of the end.
      if (ids.every(({ length }) => length > 0 && length < longest)) return [{ pair, ids }];
      leftOut++;
      return [];
    });
  const encoded = { train: encode(parts.train), dev: encode(parts.dev), test: encode(parts.test) };
  return { unit, source, target, parts: encoded, leftOut };
}

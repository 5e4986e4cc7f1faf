import { expected, oneOf } from '@dl/core/check';
import { expectText } from '../check/text';

/** What a text is cut into: at blanks, into Unicode characters, or into the words that `Intl.Segmenter` finds. */
export type TextUnit = 'words' | 'characters' | 'segments';

/** The check of an option that is a unit. */
export const expectUnit = /* @__PURE__ */ oneOf(['words', 'characters', 'segments']);

/** A piece of a text, and where it begins. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** Languages that are written without blanks between words. */
const UNSPACED = new Set(['ja', 'zh', 'yue', 'th', 'lo', 'km', 'my', 'bo']);

/** The pieces of a text, in turn. */
export type Splitter = (text: string) => Iterable<Piece>;

/** How a unit cuts texts; `locale` counts for segments alone. */
export function splitterOf(unit: TextUnit, locale?: string): Splitter {
  if (unit === 'words') return wordPieces;
  if (unit === 'characters') return characterPieces;
  const segmenter = segmenterOf(locale);
  return (text) => segmentPieces(text, segmenter);
}

/** What stands between pieces where they are put together again. */
export function joinerOf(unit: TextUnit, locale?: string): string {
  if (unit === 'words') return ' ';
  if (unit === 'characters') return '';
  return UNSPACED.has(segmenterOf(locale).resolvedOptions().locale.split('-')[0] as string)
    ? ''
    : ' ';
}

/**
 * Cuts a text at `Intl.Segmenter`'s word boundaries, without blanks: for Japanese, Chinese and Thai, which have none.
 * Engines have dictionaries of their own, so that the words may change with the version of Node or of the browser.
 *
 * @throws TypeError if `text` is not a string; RangeError for an invalid locale
 */
export function segments(text: string, locale?: string): string[] {
  expectText('segments', 'text', text);
  if (locale !== undefined) expectText('segments', 'locale', locale);
  return Array.from(segmentPieces(text, segmenterOf(locale)), (piece) => piece.text);
}

/** The language that counts: for `segments` the system's, by its name, where none is given, so that another system cuts as this one did. */
export function localeOf(unit: TextUnit, locale: string | undefined): string | undefined {
  if (unit !== 'segments' || locale !== undefined) return locale;
  return segmenterOf(locale).resolvedOptions().locale;
}

function segmenterOf(locale: string | undefined): Intl.Segmenter {
  try {
    return new Intl.Segmenter(locale, { granularity: 'word' });
  } catch {
    throw new RangeError(expected('segments: locale', 'a language tag such as "ja"', locale));
  }
}

function* wordPieces(text: string): Generator<Piece> {
  for (const match of text.matchAll(/\S+/g)) yield { text: match[0], start: match.index };
}

function* characterPieces(text: string): Generator<Piece> {
  let start = 0;
  for (const character of text) {
    yield { text: character, start };
    start += character.length;
  }
}

function* segmentPieces(text: string, segmenter: Intl.Segmenter): Generator<Piece> {
  for (const { segment, index } of segmenter.segment(text)) {
    if (segment.trim() !== '') yield { text: segment, start: index };
  }
}

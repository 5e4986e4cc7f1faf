import type { Rng } from '@dl/core';
import { expected, expectInteger, expectPositiveInteger, expectRng } from '@dl/core/check';
import { expectIds, expectTexts } from '../check/text';

/** The ids that a `Lang` begins with. */
const START = ['SOS', 'EOS'];

/**
 * One language of the report's translator: lines in words, a vocabulary that is counted from those that are allowed, SOS 0 and EOS 1,
 * and no other special token. It is the class that sequence-to-sequence tutorials have; `Vocabulary` does more.
 *
 * ```ts
 * const [ja, en] = [new Lang(japanese), new Lang(english)];
 * const short = ja.allowList(30).map((is, i) => is && en.allowList(30)[i]);
 * ja.load(short); en.load(short);
 * const i = ja.choice(rng);
 * train(ja.ids(i), en.ids(i));
 * ```
 */
export class Lang {
  /** The words of every line. */
  readonly sentences: readonly (readonly string[])[];
  readonly wordToIndex = new Map<string, number>();
  readonly wordToCount = new Map<string, number>();
  readonly indexToWord: string[] = [...START];
  #allowed: number[] = [];

  /** Reads lines; `load` makes the vocabulary. @throws TypeError for lines that are no texts */
  constructor(lines: readonly string[]) {
    expectTexts('Lang', 'lines', lines);
    this.sentences = lines.map((line) =>
      line
        .trim()
        .split(/\s+/)
        .filter((word) => word !== ''),
    );
  }

  /** How many words it knows, SOS and EOS included. */
  get size(): number {
    return this.indexToWord.length;
  }

  /** Whether each line has fewer than `maxLength` words. @throws RangeError for an invalid length */
  allowList(maxLength: number): boolean[] {
    expectPositiveInteger('Lang.allowList', 'maxLength', maxLength);
    return this.sentences.map((sentence) => sentence.length < maxLength);
  }

  /**
   * Counts the words of the lines that are allowed, by default of all. Called again it begins anew.
   *
   * @throws TypeError, RangeError for a list of another length, or of what is neither true nor false
   */
  load(allowList: readonly boolean[] = this.sentences.map(() => true)): void {
    const [where, lines] = ['Lang.load: allowList', this.sentences.length];
    if (!Array.isArray(allowList)) throw new TypeError(expected(where, 'an array', allowList));
    if (allowList.length !== lines) {
      throw new RangeError(expected(where, `one for each of ${lines} lines`, allowList.length));
    }
    // By number: a hole is no item.
    for (let i = 0; i < lines; i++) {
      const is: unknown = allowList[i];
      if (typeof is !== 'boolean')
        throw new TypeError(expected(`${where}.${i}`, 'true or false', is));
    }
    this.#allowed = this.sentences.map((_, i) => i).filter((i) => allowList[i]);
    this.wordToIndex.clear();
    this.wordToCount.clear();
    this.indexToWord.splice(START.length);
    for (const i of this.#allowed) {
      for (const word of this.sentences[i] as string[]) this.#count(word);
    }
  }

  /** The number of an allowed line, drawn: the same one in both languages. @throws RangeError if none is allowed */
  choice(rng: Rng): number {
    expectRng('Lang.choice', rng);
    if (this.#allowed.length === 0) {
      throw new RangeError(
        'Lang.choice: expected a line that is allowed, got none (was load called?)',
      );
    }
    return this.#allowed[rng.int(0, this.#allowed.length)] as number;
  }

  /** The ids of line `i`, EOS behind them. @throws RangeError for a line or a word that it does not know */
  ids(i: number): number[] {
    expectInteger('Lang.ids', 'i', i, 0, this.sentences.length - 1);
    return this.idsOf(this.sentences[i] as string[]);
  }

  /** The ids of words, EOS behind them. @throws RangeError for a word that it does not know */
  idsOf(words: readonly string[]): number[] {
    expectTexts('Lang.idsOf', 'words', words);
    const ids = words.map((word) => {
      const id = this.wordToIndex.get(word);
      if (id === undefined) throw new RangeError(expected('Lang.idsOf', 'a known word', word));
      return id;
    });
    return [...ids, 1];
  }

  /** The words of ids, to the first EOS. @throws RangeError for an unknown id */
  wordsOf(ids: ArrayLike<number>): string[] {
    expectIds('Lang.wordsOf', 'ids', ids, this.size);
    const all = Array.from(ids);
    const end = all.indexOf(1);
    const words = end < 0 ? all : all.slice(0, end);
    return words.filter((id) => id !== 0).map((id) => this.indexToWord[id] as string);
  }

  #count(word: string): void {
    this.wordToCount.set(word, (this.wordToCount.get(word) ?? 0) + 1);
    if (this.wordToIndex.has(word)) return;
    this.wordToIndex.set(word, this.size);
    this.indexToWord.push(word);
  }
}

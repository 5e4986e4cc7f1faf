import { readOptions } from '@dl/core/check';
import { JsonFields } from '../check/json';
import { expectIds, expectText } from '../check/text';
import { BPE_OPTIONS, type BpeOptions, END_OF_WORD, expectUnitFits } from './bpe-options';
import { type BpeUnit, type BpeUnits, byteUnits, characterUnits } from './bpe-units';
import { detokenizer } from './detokenizer';
import { type DetokenizeOptions, TOKENIZE_OPTIONS, type TokenizeOptions } from './encode-options';
import { mergePairs } from './merge-pairs';
import { offsetsOfBytes, offsetsOfCharacters } from './offsets';
import type { PairTable } from './pair-table';
import { type Merge, mergesOfText, tableOfMerges } from './read-merges';
import { SpecialPieces } from './special-pieces';
import { type TokenIds, TokenTable } from './token-table';
import type { Encoding, Tokenizer } from './tokenizer';
import { LONGEST_KEPT, WordCache } from './word-cache';
import { WORD_CUTTERS, type WordCutter, type WordKind } from './word-cutters';

/** A BPE as JSON holds it. */
export interface BpeFile {
  readonly type: 'bpe';
  readonly version: 1;
  readonly unit: BpeUnit;
  readonly words: WordKind;
  readonly special: readonly string[];
  readonly unknown?: string | undefined;
  /** In the order of their ids. */
  readonly tokens: readonly string[];
  readonly merges: readonly Merge[];
}

/**
 * Byte pair encoding: a word begins as its bytes or characters, and the pair that was merged first in training is merged first, until
 * none is left (Sennrich, Haddow and Birch, 2016; of bytes: Radford et al., 2019). `trainBpe` learns one.
 *
 * ```ts
 * const gpt2 = Bpe.fromFiles(await readFile('vocab.json', 'utf8'), await readFile('merges.txt', 'utf8'));
 * gpt2.encode('Hello world'); // [15496, 995]
 * ```
 *
 * Bytes know every text, and give it back as it was. Words that came before are remembered, up to 32,768.
 */
export class Bpe implements Tokenizer {
  readonly unit: BpeUnit;
  readonly words: WordKind;
  /** The id of what is not known, where there is such a token. */
  readonly unknown: number | undefined;
  /** The special tokens and their ids. */
  readonly special: ReadonlyMap<string, number>;
  /** The pairs that are merged, the first one first. */
  readonly merges: readonly Merge[];
  readonly #table: TokenTable;
  readonly #pairs: PairTable;
  readonly #units: BpeUnits;
  readonly #suffix: string;
  readonly #cutter: WordCutter;
  readonly #cache = new WordCache();
  readonly #pieces: SpecialPieces;
  readonly #decode: (ids: ArrayLike<number>, special: boolean) => string;
  #symbols = new Int32Array(256);

  /**
   * @throws TypeError, RangeError for a vocabulary with a hole, merges of tokens that it lacks, merges that are too few for it (a
   *   file that was cut short), a byte without a token
   */
  constructor(vocab: TokenIds, merges: readonly Merge[], options?: BpeOptions) {
    const where = 'Bpe';
    const own = readOptions(where, options, BPE_OPTIONS);
    const { unit = 'bytes', words = 'gpt2', special = [], unknown } = own;
    const isBytes = unit === 'bytes';
    expectUnitFits(where, own);
    const all =
      unknown === undefined || special.includes(unknown) ? special : [...special, unknown];
    const table = new TokenTable(where, vocab, all);
    this.unit = unit;
    this.words = words;
    this.merges = merges;
    this.unknown = unknown === undefined ? undefined : table.ids.get(unknown);
    this.special = new Map(all.map((token) => [token, table.ids.get(token) as number]));
    this.#table = table;
    this.#suffix = words === 'whitespace' ? END_OF_WORD : '';
    this.#units = isBytes
      ? byteUnits(where, table)
      : characterUnits(where, table, { suffix: this.#suffix, unknown: this.unknown });
    const isWhole = (token: string) => this.special.has(token) || this.#units.lengthOf(token) === 1;
    this.#pairs = tableOfMerges(where, merges, { table, isWhole }, this.#suffix);
    this.#cutter = WORD_CUTTERS[words];
    this.#pieces = new SpecialPieces(this.special);
    this.#decode = detokenizer(table.tokens, this.special, { unit, suffix: this.#suffix });
  }

  /**
   * A BPE from GPT-2's two files: `vocab.json` (`encoder.json`) and `merges.txt` (`vocab.bpe`).
   *
   * @throws as the constructor; SyntaxError for a vocabulary that is no JSON; RangeError for a line that is no pair
   */
  static fromFiles(vocab: string | TokenIds, merges: string, options?: BpeOptions): Bpe {
    const where = 'Bpe.fromFiles';
    expectText(where, 'merges', merges);
    const tokens = typeof vocab === 'string' ? (JSON.parse(vocab) as TokenIds) : vocab;
    const { special = endOfText(tokens), ...own } = readOptions(where, options, BPE_OPTIONS);
    return new Bpe(tokens, mergesOfText(where, merges), { ...own, special });
  }

  /** The BPE that `JSON.stringify` wrote, treated as untrusted input. @throws TypeError, RangeError */
  static fromJSON(value: unknown): Bpe {
    const file = new JsonFields('Bpe.fromJSON', value, 'bpe');
    const unknown = file.optionalText('unknown');
    return new Bpe(file.texts('tokens'), file.get('merges') as Merge[], {
      unit: file.text('unit') as BpeUnit,
      words: file.text('words') as WordKind,
      special: file.texts('special'),
      ...(unknown === undefined ? {} : { unknown }),
    });
  }

  get size(): number {
    return this.#table.size;
  }

  /** The id of a token, in GPT-2's letters where it is of bytes; undefined where it has none. */
  idOf(token: string): number | undefined {
    return this.#table.ids.get(token);
  }

  /** The token of an id. @throws RangeError if it has none */
  tokenOf(id: number): string {
    return this.#table.tokenOf(id);
  }

  /** The ids of a text. @throws TypeError if `text` is not a string; RangeError for an unknown character if there is no `unknown` token */
  encode(text: string, options?: TokenizeOptions): number[] {
    expectText('Bpe.encode', 'text', text);
    const { special = false } = readOptions('Bpe.encode', options, TOKENIZE_OPTIONS);
    const ids: number[] = [];
    if (!special) {
      this.#encode(text, 0, text.length, ids);
      return ids;
    }
    for (const { start, end, id } of this.#pieces.of(text)) {
      if (id === undefined) this.#encode(text.slice(start, end), 0, end - start, ids);
      else ids.push(id);
    }
    return ids;
  }

  /**
   * As `encode`, with where each token stands in the text. Tokens of parts of one character stand where it does. Slower than `encode`.
   */
  encodeWithOffsets(text: string, options?: TokenizeOptions): Encoding {
    expectText('Bpe.encode', 'text', text);
    const { special = false } = readOptions('Bpe.encode', options, TOKENIZE_OPTIONS);
    const encoding: Encoding = { ids: [], tokens: [], offsets: [] };
    const pieces = special
      ? this.#pieces.of(text)
      : [{ start: 0, end: text.length, id: undefined }];
    for (const { start, end, id } of pieces) {
      if (id === undefined) this.#encodeWithOffsets(text, start, end, encoding);
      else {
        encoding.ids.push(id);
        encoding.offsets.push([start, end]);
      }
    }
    for (const id of encoding.ids) encoding.tokens.push(this.#table.tokens[id] as string);
    return encoding;
  }

  /** The text of ids; bytes that are not UTF-8, such as half a character, become U+FFFD. @throws RangeError for an unknown id */
  decode(ids: ArrayLike<number>, options?: DetokenizeOptions): string {
    const { special = true } = readOptions('Bpe.decode', options, TOKENIZE_OPTIONS);
    expectIds('Bpe.decode', 'ids', ids, this.size);
    return this.#decode(ids, special);
  }

  /** What `JSON.stringify` writes, and `fromJSON` reads. */
  toJSON(): BpeFile {
    return {
      type: 'bpe',
      version: 1,
      unit: this.unit,
      words: this.words,
      special: [...this.special.keys()],
      ...(this.unknown === undefined ? {} : { unknown: this.#table.tokens[this.unknown] }),
      tokens: this.#table.tokens,
      merges: this.merges,
    };
  }

  #encode(text: string, from: number, to: number, ids: number[]): void {
    const cutter = this.#cutter;
    const cache = this.#cache;
    for (let at = from; at < to; ) {
      const start = cutter.start(text, at);
      if (start >= to) return;
      const end = cutter.end(text, start);
      at = end;
      const kept = end - start <= LONGEST_KEPT;
      const slot = kept ? cache.slot(text, start, end) : 0;
      if (kept && cache.has(slot)) {
        cache.pushTo(ids, slot);
        continue;
      }
      const count = this.#merge(text, start, end);
      for (let i = 0; i < count; i++) ids.push(this.#symbols[i] as number);
      if (kept) cache.put(slot, text, start, end, this.#symbols, count);
    }
  }

  #encodeWithOffsets(whole: string, from: number, to: number, { ids, offsets }: Encoding): void {
    const text = whole.slice(from, to);
    const offsetsOf = this.unit === 'bytes' ? offsetsOfBytes : offsetsOfCharacters;
    const lengthOf = (id: number) =>
      id === this.unknown ? 1 : this.#units.lengthOf(this.#table.tokens[id] as string);
    for (let at = 0; at < text.length; ) {
      const start = this.#cutter.start(text, at);
      if (start >= text.length) return;
      at = this.#cutter.end(text, start);
      const own = Array.from(this.#symbols.subarray(0, this.#merge(text, start, at)));
      for (const id of own) ids.push(id);
      for (const [a, b] of offsetsOf(text, start, at, own.map(lengthOf))) {
        offsets.push([from + a, from + b]);
      }
    }
  }

  /** Merges a word into `#symbols`, and says how many they are. */
  #merge(text: string, start: number, end: number): number {
    const room = 3 * (end - start);
    if (room > this.#symbols.length) this.#symbols = new Int32Array(room);
    const n = this.#units.write(text, start, end, this.#symbols);
    return mergePairs(this.#symbols, n, this.#pairs);
  }
}

/** GPT-2's one special token, where its vocabulary is meant. */
function endOfText(vocab: TokenIds): readonly string[] {
  const token = '<|endoftext|>';
  const has = Array.isArray(vocab) ? vocab.includes(token) : Object.hasOwn(Object(vocab), token);
  return has ? [token] : [];
}

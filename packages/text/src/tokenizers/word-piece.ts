import {
  expected,
  expectFlag,
  expectPositiveInteger,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { JsonFields } from '../check/json';
import { expectIds, expectText } from '../check/text';
import { type BertRules, type BertWord, bertWords } from './bert-words';
import { type DetokenizeOptions, TOKENIZE_OPTIONS, type TokenizeOptions } from './encode-options';
import { SpecialPieces } from './special-pieces';
import { expectSpecialTokens, type TokenIds, TokenTable } from './token-table';
import type { Encoding, Tokenizer } from './tokenizer';

export interface WordPieceOptions {
  /** Default true, as `bert-base-uncased`. */
  lowercase?: boolean;
  /** Whether accents are removed. Default: as `lowercase`. */
  stripAccents?: boolean;
  /** Whether ideographs are words of their own. Default true. */
  splitChinese?: boolean;
  /** The token of a word that cannot be put together. Default `[UNK]`. */
  unknown?: string;
  /** What pieces within a word begin with. Default `##`. */
  prefix?: string;
  /** A longer word is unknown. Default 100 characters. */
  longestWord?: number;
  /** Special tokens: text is turned into them only with `special: true`. Default: those of BERT's that the vocabulary has. */
  special?: readonly string[];
}

/** A WordPiece as JSON holds it. */
export interface WordPieceFile extends Required<WordPieceOptions> {
  readonly type: 'word-piece';
  readonly version: 1;
  readonly tokens: readonly string[];
}

const OPTIONS: OptionChecks<WordPieceOptions> = {
  lowercase: expectFlag,
  stripAccents: expectFlag,
  splitChinese: expectFlag,
  unknown: (where, name, value) => expectText(where, name, value),
  prefix: (where, name, value) => expectText(where, name, value),
  longestWord: expectPositiveInteger,
  special: expectSpecialTokens,
};

const BERT_SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/**
 * BERT's tokenizer: a word is cut into the longest pieces that the vocabulary has, from its start on; where that fails, the word is
 * unknown (Schuster and Nakajima, 2012; Devlin et al., 2019).
 *
 * ```ts
 * const bert = new WordPiece((await readFile('vocab.txt', 'utf8')).trimEnd().split('\n'));
 * bert.encodeWithOffsets('unaffable').tokens; // ['una', '##ffa', '##ble']
 * ```
 *
 * It adds no `[CLS]` and `[SEP]`: `[cls, ...bert.encode(text), sep]` does.
 */
export class WordPiece implements Tokenizer {
  readonly unknown: number;
  /** The special tokens and their ids. */
  readonly special: ReadonlyMap<string, number>;
  readonly #options: Required<WordPieceOptions>;
  readonly #rules: BertRules;
  readonly #table: TokenTable;
  readonly #pieces: SpecialPieces;
  readonly #longest: number;

  /** @throws TypeError, RangeError for a vocabulary with a hole or without the unknown token, and for options */
  constructor(vocab: TokenIds, options?: WordPieceOptions) {
    const where = 'WordPiece';
    const own = readOptions(where, options, OPTIONS);
    const { lowercase = true, splitChinese = true, unknown = '[UNK]', prefix = '##' } = own;
    const { stripAccents = lowercase, longestWord = 100 } = own;
    this.#table = new TokenTable(where, vocab, own.special ?? []);
    const { ids } = this.#table;
    const special = own.special ?? BERT_SPECIAL.filter((token) => ids.has(token));
    const id = ids.get(unknown);
    if (id === undefined) throw new RangeError(expected(`${where}: vocab`, unknown, undefined));
    this.unknown = id;
    this.special = new Map(special.map((token) => [token, ids.get(token) as number]));
    this.#rules = { lowercase, stripAccents, splitChinese };
    this.#options = { ...this.#rules, unknown, prefix, longestWord, special };
    this.#pieces = new SpecialPieces(this.special);
    this.#longest = this.#table.tokens.reduce((most, token) => Math.max(most, token.length), 0);
  }

  /** The tokenizer that `JSON.stringify` wrote, treated as untrusted input. @throws TypeError, RangeError */
  static fromJSON(value: unknown): WordPiece {
    const file = new JsonFields('WordPiece.fromJSON', value, 'word-piece');
    // One that is left out would stand for what is usual, and every id would be another's.
    const names = Object.keys(OPTIONS);
    const options = Object.fromEntries(names.map((name) => [name, file.required(name)]));
    return new WordPiece(file.texts('tokens'), options);
  }

  get size(): number {
    return this.#table.size;
  }

  /** The id of a token; undefined where it has none. */
  idOf(token: string): number | undefined {
    return this.#table.ids.get(token);
  }

  /** The token of an id. @throws RangeError if it has none */
  tokenOf(id: number): string {
    return this.#table.tokenOf(id);
  }

  /** The ids of a text. @throws TypeError if `text` is not a string */
  encode(text: string, options?: TokenizeOptions): number[] {
    return this.encodeWithOffsets(text, options).ids;
  }

  /** As `encode`, with where each piece stands in the text, before it was normalised. */
  encodeWithOffsets(text: string, options?: TokenizeOptions): Encoding {
    expectText('WordPiece.encode', 'text', text);
    const { special = false } = readOptions('WordPiece.encode', options, TOKENIZE_OPTIONS);
    const encoding: Encoding = { ids: [], tokens: [], offsets: [] };
    const pieces = special
      ? this.#pieces.of(text)
      : [{ start: 0, end: text.length, id: undefined }];
    for (const { start, end, id } of pieces) {
      if (id !== undefined) this.#add(encoding, id, start, end);
      else {
        for (const word of bertWords(text, start, end, this.#rules)) this.#addWord(encoding, word);
      }
    }
    return encoding;
  }

  /** The text of ids: words with blanks between, pieces put together. @throws RangeError for an unknown id */
  decode(ids: ArrayLike<number>, options?: DetokenizeOptions): string {
    const { special = true } = readOptions('WordPiece.decode', options, TOKENIZE_OPTIONS);
    expectIds('WordPiece.decode', 'ids', ids, this.size);
    const { prefix } = this.#options;
    let text = '';
    for (const id of Array.from(ids)) {
      const token = this.#table.tokens[id] as string;
      if (!special && this.special.has(token)) continue;
      if (prefix !== '' && token.startsWith(prefix)) text += token.slice(prefix.length);
      else text += text === '' ? token : ` ${token}`;
    }
    return text;
  }

  /** What `JSON.stringify` writes, and `fromJSON` reads. */
  toJSON(): WordPieceFile {
    return { type: 'word-piece', version: 1, ...this.#options, tokens: this.#table.tokens };
  }

  #addWord(encoding: Encoding, { characters, starts, ends }: BertWord): void {
    const whole = characters.length;
    const found: [id: number, start: number, end: number][] = [];
    for (let at = 0; at < whole && whole <= this.#options.longestWord; ) {
      const end = this.#longestPiece(characters, at, found);
      if (end === at) break;
      at = end;
    }
    const last = found.at(-1);
    if (last === undefined || last[2] < whole) {
      this.#add(encoding, this.unknown, starts[0] as number, ends[whole - 1] as number);
      return;
    }
    for (const [id, start, end] of found) {
      this.#add(encoding, id, starts[start] as number, ends[end - 1] as number);
    }
  }

  /** Adds the longest piece from `at` on, and gives its end; `at` itself if there is none. */
  #longestPiece(
    characters: readonly string[],
    at: number,
    found: [id: number, start: number, end: number][],
  ): number {
    const prefix = at > 0 ? this.#options.prefix : '';
    for (let end = Math.min(characters.length, at + this.#longest); end > at; end--) {
      const piece = prefix + characters.slice(at, end).join('');
      const id = this.#table.ids.get(piece);
      if (id === undefined || this.special.has(piece)) continue;
      found.push([id, at, end]);
      return end;
    }
    return at;
  }

  #add({ ids, tokens, offsets }: Encoding, id: number, start: number, end: number): void {
    ids.push(id);
    tokens.push(this.#table.tokens[id] as string);
    offsets.push([start, end]);
  }
}

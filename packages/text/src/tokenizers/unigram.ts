import { expected, expectFinite, readOptions } from '@dl/core/check';
import { JsonFields } from '../check/json';
import { expectId, expectIds, expectText } from '../check/text';
import { type DetokenizeOptions, TOKENIZE_OPTIONS } from './encode-options';
import { PieceTrie } from './piece-trie';
import type { Tokenizer } from './tokenizer';
import { type ScoredPiece, UNIGRAM_OPTIONS, type UnigramOptions } from './unigram-options';

/** A Unigram as JSON holds it. */
export interface UnigramFile extends Required<UnigramOptions> {
  readonly type: 'unigram';
  readonly version: 1;
  readonly pieces: readonly ScoredPiece[];
}

/** What stands for a blank in pieces: U+2581. */
const BLANK = '▁';
const USUAL_SPECIAL = ['<s>', '</s>', '<pad>'];

/**
 * SentencePiece's unigram tokenizer (T5, XLM-R, Universal Sentence Encoder): of all cuts of a text into pieces it takes the one of the
 * greatest probability, argmax Σ log p(piece), found by Viterbi's algorithm. Blanks are part of the pieces, as `▁`.
 *
 * ```ts
 * const tokenizer = new Unigram([['<unk>', 0], ['▁', -4], ['▁low', -2.5], ['er', -3.1]]);
 * tokenizer.encode('low lower'); // [2, 2, 3]
 * ```
 *
 * Kudo, Subword regularization, 2018. Kudo and Richardson, SentencePiece, 2018.
 */
export class Unigram implements Tokenizer {
  /** The id of the piece that stands for unknown characters; several in a row are one. */
  readonly unknown: number;
  /** The special pieces and their ids. */
  readonly special: ReadonlyMap<string, number>;
  readonly #pieces: readonly ScoredPiece[];
  readonly #options: Required<UnigramOptions>;
  readonly #ids = new Map<string, number>();
  readonly #trie = new PieceTrie();

  /**
   * @param pieces in the order of their ids; where one stands twice, the last is meant
   * @throws TypeError, RangeError for pieces that are none, without the unknown or a special one, and for options
   */
  constructor(pieces: readonly ScoredPiece[], options?: UnigramOptions) {
    const where = 'Unigram';
    const own = readOptions(where, options, UNIGRAM_OPTIONS);
    this.#pieces = copyPieces(where, pieces);
    for (const [id, [piece]] of this.#pieces.entries()) this.#ids.set(piece, id);
    const { unknown = '<unk>', normalization = 'nfkc', prefix = true, mergeBlanks = true } = own;
    const { special = USUAL_SPECIAL.filter((piece) => this.#ids.has(piece)) } = own;
    const least = this.#pieces.reduce((least, [, score]) => Math.min(least, score), 0);
    const { unknownScore = least - 10 } = own;
    this.unknown = this.#known(`${where}: unknown`, unknown);
    this.special = new Map(
      special.map((piece) => [piece, this.#known(`${where}: special`, piece)]),
    );
    this.#options = { unknown, unknownScore, special, normalization, prefix, mergeBlanks };
    for (const [id, [piece]] of this.#pieces.entries()) {
      if (piece !== '' && piece !== unknown && !this.special.has(piece)) this.#trie.add(piece, id);
    }
  }

  /** The tokenizer that `JSON.stringify` wrote, treated as untrusted input. @throws TypeError, RangeError */
  static fromJSON(value: unknown): Unigram {
    const file = new JsonFields('Unigram.fromJSON', value, 'unigram');
    // One that is left out would stand for what is usual, and ids would be others.
    const names = Object.keys(UNIGRAM_OPTIONS);
    const options = Object.fromEntries(names.map((name) => [name, file.required(name)]));
    return new Unigram(file.required('pieces') as readonly ScoredPiece[], options);
  }

  get size(): number {
    return this.#pieces.length;
  }

  /** The id of a piece; undefined where it has none. */
  idOf(piece: string): number | undefined {
    return this.#ids.get(piece);
  }

  /** The piece of an id. @throws RangeError if it has none */
  tokenOf(id: number): string {
    expectId('Unigram.tokenOf', 'id', id, this.size);
    return (this.#pieces[id] as ScoredPiece)[0];
  }

  /** The ids of a text, in its likeliest pieces. @throws TypeError if `text` is not a string */
  encode(text: string): number[] {
    expectText('Unigram.encode', 'text', text);
    const characters = Array.from(this.#normalised(text), (one) => one.codePointAt(0) as number);
    const { length } = characters;
    // Of the best cut up to each place: its score, its last piece, and where that begins.
    const best = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
    const last = new Int32Array(length + 1);
    const from = new Int32Array(length + 1);
    best[0] = 0;
    for (let at = 0; at < length; at++) {
      const before = best[at] as number;
      let isCovered = false;
      const offer = (id: number, end: number, score: number) => {
        if (before + score < (best[end] as number)) return;
        best[end] = before + score;
        last[end] = id;
        from[end] = at;
      };
      this.#trie.search(characters, at, (id, end) => {
        isCovered ||= end === at + 1;
        offer(id, end, (this.#pieces[id] as ScoredPiece)[1]);
      });
      if (!isCovered) offer(this.unknown, at + 1, this.#options.unknownScore);
    }
    const ids: number[] = [];
    for (let at = length; at > 0; at = from[at] as number) {
      const id = last[at] as number;
      if (id !== this.unknown || ids.at(-1) !== id) ids.push(id);
    }
    return ids.reverse();
  }

  /**
   * The text of ids, without the blank that `prefix` put in front. What was normalised stays so.
   *
   * @throws TypeError, RangeError for what is no id
   */
  decode(ids: ArrayLike<number>, options?: DetokenizeOptions): string {
    const { special = true } = readOptions('Unigram.decode', options, TOKENIZE_OPTIONS);
    expectIds('Unigram.decode', 'ids', ids, this.size);
    const pieces = Array.from(ids, (id) => this.tokenOf(id));
    const shown = special ? pieces : pieces.filter((piece) => !this.special.has(piece));
    const text = shown.join('').replaceAll(BLANK, ' ');
    const { prefix, mergeBlanks } = this.#options;
    return prefix ? text.replace(mergeBlanks ? /^ +/ : /^ /, '') : text;
  }

  /** What `JSON.stringify` writes, and `fromJSON` reads. */
  toJSON(): UnigramFile {
    return { type: 'unigram', version: 1, ...this.#options, pieces: this.#pieces };
  }

  #normalised(text: string): string {
    const { normalization, prefix, mergeBlanks } = this.#options;
    let own = normalization === 'nfkc' ? text.normalize('NFKC') : text;
    if (mergeBlanks) own = withoutOuterBlanks(own.replace(/ {2,}/g, ' '));
    if (own === '') return '';
    return (prefix ? BLANK : '') + own.replaceAll(' ', BLANK);
  }

  #known(place: string, piece: string): number {
    const id = this.#ids.get(piece);
    if (id !== undefined) return id;
    throw new RangeError(expected(place, 'one of the pieces', piece));
  }
}

/** As SentencePiece, for which a `▁` of the text's own is a blank at its end alone. */
function withoutOuterBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === BLANK)) end--;
  return text.slice(text.startsWith(' ') ? 1 : 0, end);
}

/** Checks pieces one by one. */
function copyPieces(where: string, pieces: readonly ScoredPiece[]): ScoredPiece[] {
  if (!Array.isArray(pieces) || pieces.length === 0) {
    throw new TypeError(expected(`${where}: pieces`, 'pairs of a piece and its score', pieces));
  }
  return Array.from(pieces, (pair, id) => {
    const name = `pieces.${id}`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new TypeError(expected(`${where}: ${name}`, 'a pair of a piece and its score', pair));
    }
    expectText(where, `${name}.0`, pair[0]);
    expectFinite(where, `${name}.1`, pair[1]);
    return [pair[0], pair[1]];
  });
}

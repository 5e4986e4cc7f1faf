import { expected, expectFlag, type OptionChecks, readOptions } from '@dl/core/check';
import { JsonFields } from '../check/json';
import { expectId, expectIds, expectText, expectTexts } from '../check/text';
import type { Encoding, Tokenizer } from '../tokenizers/tokenizer';
import { expectSpecial, SPECIAL, type SpecialTokens } from './special';
import { expectUnit, joinerOf, localeOf, type Splitter, splitterOf, type TextUnit } from './split';

export interface VocabularyOptions {
  /** What texts are cut into. Default `words`, at blanks. */
  unit?: TextUnit;
  /** The language, by which `segments` are found: `ja`. Default: the system's, which is kept. */
  locale?: string;
  /** Tokens that stand for no word, in the order of their ids, before all others. Default pad, sos, eos, unk. */
  special?: SpecialTokens;
}

/** Whether what stands around a sentence is wanted too. */
export interface EncodeOptions {
  /** Puts `sos` before it. Default false. */
  sos?: boolean;
  /** Puts `eos` behind it. Default false. */
  eos?: boolean;
}

/** A vocabulary as JSON holds it. */
export interface VocabularyFile {
  readonly type: 'vocabulary';
  readonly version: 1;
  readonly unit: TextUnit;
  readonly locale?: string | undefined;
  readonly special: SpecialTokens;
  /** Without the special ones. */
  readonly tokens: readonly string[];
}

/** The checks of a vocabulary's options. */
export const VOCABULARY_OPTIONS: OptionChecks<VocabularyOptions> = {
  unit: expectUnit,
  locale: (where, name, value) => expectText(where, name, value),
  special: expectSpecial,
};

const ENCODE_OPTIONS: OptionChecks<EncodeOptions> = {
  sos: (where, name, value) => expectFlag(where, name, value as boolean),
  eos: (where, name, value) => expectFlag(where, name, value as boolean),
};

/**
 * Words, characters or segments with an id each: the special tokens first, then the others as they are given.
 * `buildVocabulary` counts them out of texts.
 *
 * ```ts
 * const vocabulary = new Vocabulary(['the', 'cat']);
 * vocabulary.encode('the dog', { eos: true }); // [4, 3, 2]: the, unknown, end
 * ```
 */
export class Vocabulary implements Tokenizer {
  readonly size: number;
  readonly unit: TextUnit;
  readonly locale: string | undefined;
  /** The ids of the special tokens, where it has them. */
  readonly pad: number | undefined;
  readonly sos: number | undefined;
  readonly eos: number | undefined;
  readonly unk: number | undefined;
  readonly #special: SpecialTokens;
  readonly #tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #split: Splitter;
  readonly #joiner: string;
  readonly #hidden: ReadonlySet<number>;

  /** @throws TypeError, RangeError for a token that stands there twice, and for options as `buildVocabulary` */
  constructor(tokens: readonly string[], options?: VocabularyOptions) {
    const where = 'Vocabulary';
    const own = readOptions(where, options, VOCABULARY_OPTIONS);
    const { unit = 'words', special = SPECIAL } = own;
    const locale = localeOf(unit, own.locale);
    expectTexts(where, 'tokens', tokens);
    const named = Object.entries(special).filter(([, token]) => token !== undefined);
    const texts = named.map(([, token]) => token as string);
    this.#tokens = [...texts, ...tokens];
    this.#ids = new Map(this.#tokens.map((token, id) => [token, id]));
    if (this.#ids.size < this.#tokens.length) {
      const twice = this.#tokens.find((token, id) => this.#ids.get(token) !== id);
      throw new RangeError(expected(`${where}: tokens`, 'each once', twice));
    }
    this.size = this.#tokens.length;
    this.unit = unit;
    this.locale = locale;
    this.#special = Object.fromEntries(named);
    const idOf = (token: string | undefined) =>
      token === undefined ? undefined : this.#ids.get(token);
    this.pad = idOf(special.pad);
    this.sos = idOf(special.sos);
    this.eos = idOf(special.eos);
    this.unk = idOf(special.unk);
    this.#split = splitterOf(unit, locale);
    this.#joiner = joinerOf(unit, locale);
    const hidden = [this.pad, this.sos, this.eos];
    this.#hidden = new Set(hidden.filter((id) => id !== undefined));
  }

  /**
   * The vocabulary that `JSON.stringify` wrote. The file is treated as untrusted input.
   *
   * @throws TypeError, RangeError for what no vocabulary has written
   */
  static fromJSON(value: unknown): Vocabulary {
    const file = new JsonFields('Vocabulary.fromJSON', value, 'vocabulary');
    const locale = file.optionalText('locale');
    // Left out it would stand for the usual ones, and every id would be another's.
    expectSpecial('Vocabulary.fromJSON', 'special', file.get('special'));
    return new Vocabulary(file.texts('tokens'), {
      unit: file.text('unit') as TextUnit,
      special: file.get('special') as SpecialTokens,
      ...(locale === undefined ? {} : { locale }),
    });
  }

  /** The id of a token; undefined where it has none. */
  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /** The token of an id. @throws RangeError if it has none */
  tokenOf(id: number): string {
    expectId('Vocabulary.tokenOf', 'id', id, this.size);
    return this.#tokens[id] as string;
  }

  /**
   * The ids of a text's pieces; what is not known is `unk`. An empty text has none. `pad`, `sos` and `eos` come from the options alone:
   * a text that holds `<eos>` holds an unknown word.
   *
   * @throws RangeError for an unknown piece where there is no `unk`, and for `sos` and `eos` where it has none
   */
  encode(text: string, options?: EncodeOptions): number[] {
    return this.encodeWithOffsets(text, options).ids;
  }

  /** As `encode`, with where each piece stands in the text; `sos` and `eos` stand nowhere: at an empty place. */
  encodeWithOffsets(text: string, options?: EncodeOptions): Encoding {
    const where = 'Vocabulary.encode';
    expectText(where, 'text', text);
    const { sos = false, eos = false } = readOptions(where, options, ENCODE_OPTIONS);
    const encoding: Encoding = { ids: [], tokens: [], offsets: [] };
    const add = (id: number, start: number, end: number) => {
      encoding.ids.push(id);
      encoding.tokens.push(this.#tokens[id] as string);
      encoding.offsets.push([start, end]);
    };
    if (sos) add(this.#expectSpecial(where, 'sos'), 0, 0);
    for (const piece of this.#split(text)) {
      const known = this.#ids.get(piece.text);
      const id = known === undefined || this.#hidden.has(known) ? this.unk : known;
      if (id === undefined) {
        throw new RangeError(expected(`${where}: text`, 'known words, without unk', piece.text));
      }
      add(id, piece.start, piece.start + piece.text.length);
    }
    if (eos) add(this.#expectSpecial(where, 'eos'), text.length, text.length);
    return encoding;
  }

  /**
   * The text of ids, without `pad`, `sos` and `eos`: words with blanks between, characters without.
   *
   * @throws RangeError for an unknown id
   */
  decode(ids: ArrayLike<number>): string {
    expectIds('Vocabulary.decode', 'ids', ids, this.size);
    const shown = Array.from(ids).filter((id) => !this.#hidden.has(id));
    return shown.map((id) => this.#tokens[id]).join(this.#joiner);
  }

  /** What `JSON.stringify` writes, and `fromJSON` reads. */
  toJSON(): VocabularyFile {
    return {
      type: 'vocabulary',
      version: 1,
      unit: this.unit,
      ...(this.locale === undefined ? {} : { locale: this.locale }),
      special: this.#special,
      tokens: this.#tokens.slice(Object.keys(this.#special).length),
    };
  }

  #expectSpecial(where: string, name: 'sos' | 'eos'): number {
    const id = this[name];
    if (id !== undefined) return id;
    throw new RangeError(expected(`${where}: ${name}`, `a vocabulary that has ${name}`, undefined));
  }
}

import { type ByteStore, dispose, load, type Rng, random, save } from '@dl/core';
import { expected, mergeChecks, type OptionChecks, readOptions } from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import { loadTokenizer, type Tokenizer } from '@dl/text';
import { expectTokenizer } from '@dl/text/extend';
import { countOption } from '../check/option-checks';
import { SEQ2SEQ_OPTIONS, Seq2Seq, type Seq2SeqOptions } from '../model/seq2seq';
import { translateAt } from './translate';
import type { TranslateOptions } from './translate-options';
import type { Translation } from './translation';

export interface TranslatorOptions extends Omit<Seq2SeqOptions, 'rng'> {
  /** Draws the initial weights. Default `random(0)`. */
  rng?: Rng;
  /** Features of each layer. Default 256. */
  hidden?: number;
  /** The most tokens of a sentence that it reads or says. Default 128. */
  maxLength?: number;
}

const OPTIONS: OptionChecks<TranslatorOptions> = /* @__PURE__ */ mergeChecks(SEQ2SEQ_OPTIONS, {
  hidden: countOption,
  maxLength: countOption,
});

/**
 * Sentences in, sentences out: a `Seq2Seq` between two tokenizers. `trainTranslator` makes and trains one.
 *
 * The two ids behind those of the target's tokenizer are its own: the beginning and the end of a sentence.
 */
export class Translator {
  /** What is trained. */
  readonly model: Seq2Seq;
  readonly maxLength: number;
  readonly #source: Tokenizer;
  readonly #target: Tokenizer;

  /**
   * @param source what cuts sentences that are read: a `Vocabulary`, `Bpe` or `WordPiece` of `@dl/text`
   * @param target what puts together those that are said
   * @throws TypeError, RangeError for what is no tokenizer that can be saved, and as `Seq2Seq`
   */
  constructor(source: Tokenizer, target: Tokenizer, options?: TranslatorOptions) {
    const where = 'Translator';
    expectTokenizer(where, 'source', source);
    expectTokenizer(where, 'target', target);
    const read = readOptions(where, options, OPTIONS);
    const { hidden = 256, maxLength = 128, rng = random(0), ...own } = read;
    // As a file has it: what its tokenizers write of themselves.
    const files = [source, target].map((one) => JSON.parse(JSON.stringify(one)) as unknown);
    keepArguments(this, translator, [...files, { hidden, maxLength, ...own }]);
    [this.#source, this.#target, this.maxLength] = [source, target, maxLength];
    this.model = new Seq2Seq(source.size, target.size + 2, hidden, { ...own, rng });
  }

  /** A translator that `save` has saved. @throws as `load` of `@dl/core`; TypeError for another model */
  static async load(source: string | ByteStore): Promise<Translator> {
    const loaded = await load(source, { layers: { translator } });
    if (loaded instanceof Translator) return loaded;
    throw new TypeError(expected('Translator.load', 'a translator', loaded));
  }

  /** Saves it whole: weights, sizes, tokenizers. @param target a file's path, in Node; or a store */
  async save(target: string | ByteStore): Promise<void> {
    await save(this, target);
  }

  /** What cuts the sentences that are read. */
  get source(): Tokenizer {
    return this.#source;
  }

  /** What puts together those that are said. */
  get target(): Tokenizer {
    return this.#target;
  }

  /** The ids that stand before and behind a sentence of the target. */
  get ends(): { readonly sos: number; readonly eos: number } {
    return { sos: this.#target.size, eos: this.#target.size + 1 };
  }

  /**
   * The translation of one sentence, an empty one of an empty one.
   *
   * @throws TypeError, RangeError for anything but a text, a text with more than `maxLength` tokens, an unknown word where the tokenizer has no
   *   `unk`, and for options that do not fit
   */
  async translate(text: string, options?: TranslateOptions): Promise<Translation> {
    const [one] = await translateAt('Translator.translate', this, [text], options);
    return one as Translation;
  }

  /** The translations of sentences, as one batch. @throws as `translate` */
  async translateAll(texts: readonly string[], options?: TranslateOptions): Promise<Translation[]> {
    const where = 'Translator.translateAll';
    if (!Array.isArray(texts)) throw new TypeError(expected(`${where}: texts`, 'an array', texts));
    return await translateAt(where, this, texts, options);
  }

  /** Frees its weights. */
  dispose(): void {
    dispose(this.model);
  }
}

/** A translator of what a file has of its tokenizers; the name is that of the file, whatever a bundler makes of this one. */
const translator = /* @__PURE__ */ Object.assign(
  (source: unknown, target: unknown, options: TranslatorOptions) =>
    new Translator(loadTokenizer(source), loadTokenizer(target), options),
  { className: 'translator' },
);

import { alibi, rotary } from '@dl/attention';
import { type ByteStore, dispose, load, save } from '@dl/core';
import {
  expected,
  expectFlag,
  expectInteger,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import {
  generate,
  loadTokenizer,
  streamText,
  streamTokens,
  type TokenEvent,
  type Tokenizer,
} from '@dl/text';
import { encodeText, expectText, expectTexts, expectTokenizer } from '@dl/text/extend';
import * as tf from '@tensorflow/tfjs-core';
import { CausalLanguageModel } from '../gpt/causal-language-model';
import { expectModel } from '../gpt/expect-model';
import { Gpt } from '../gpt/gpt';
import { Llama } from '../gpt/llama';
import { perplexityOf } from './perplexity-of';
import { SlidingDecoder } from './sliding';
import type { WriteOptions, Written } from './write-options';

/** What a language model is told. */
export interface LanguageModelOptions {
  /** The token before each document, and so behind its last. Default: the one behind those of the tokenizer. */
  boundary?: number;
  /** A prompt is the begin of a document: the boundary stands before it. Default false: it may be any part of one. */
  begins?: boolean;
}

const OPTIONS: OptionChecks<LanguageModelOptions> = {
  boundary: (where, name, value) => expectInteger(where, name, value as number, 0, 2 ** 31 - 1),
  begins: expectFlag,
};

/**
 * Text in, text out: a `CausalLanguageModel` and its tokenizer. `trainLanguageModel` makes and trains one.
 *
 * ```ts
 * const { text } = await writer.generate('Call me ', { sampling: { rng: random(1), temperature: 0.8, topP: 0.95 } });
 * for await (const part of writer.stream('Call me ')) process.stdout.write(part);
 * ```
 *
 * It writes behind its context too: where that is full, its last half is read anew. Of a longer prompt it sees the end.
 */
export class LanguageModel {
  /** The token before each document. */
  readonly boundary: number;
  /** Whether it stands before each prompt. */
  readonly begins: boolean;

  /** @throws TypeError, RangeError for a tokenizer that cannot be saved, or one that has more tokens than the model */
  constructor(
    readonly model: CausalLanguageModel,
    readonly tokenizer: Tokenizer,
    options?: LanguageModelOptions,
  ) {
    const where = 'LanguageModel';
    expectModel(where, model);
    expectTokenizer(where, 'tokenizer', tokenizer);
    const { boundary = tokenizer.size, begins = false } = readOptions(where, options, OPTIONS);
    expectInteger(where, 'boundary', boundary, 0, tokenizer.size);
    expectInteger(
      where,
      'model.vocabSize',
      model.vocabSize,
      Math.max(tokenizer.size, boundary + 1),
    );
    this.boundary = boundary;
    this.begins = begins;
    // As a file has it: what the tokenizer writes of itself.
    const file = JSON.parse(JSON.stringify(tokenizer)) as unknown;
    keepArguments(this, languageModel, [model, file, { boundary, begins }]);
  }

  /** One that `save` has saved. @throws as `load` of `@dl/core`; TypeError for another model */
  static async load(source: string | ByteStore): Promise<LanguageModel> {
    const layers = { languageModel, CausalLanguageModel, Gpt, Llama, rotary, alibi };
    const loaded = await load(source, { layers });
    if (loaded instanceof LanguageModel) return loaded;
    throw new TypeError(expected('LanguageModel.load', 'a language model', loaded));
  }

  /** Saves it whole: weights, sizes, tokenizer. @param target a file's path, in Node; or a store */
  async save(target: string | ByteStore): Promise<void> {
    await save(this, target);
  }

  /**
   * What follows a prompt; without one, a document from its begin. Greedily, unless `sampling` says otherwise.
   *
   * @throws TypeError, RangeError for anything but a text, an unknown word where the tokenizer has no `unk`, and options that do not fit
   */
  async generate(prompt = '', options?: WriteOptions): Promise<Written> {
    const [written] = await this.#write('LanguageModel.generate', [prompt], options);
    return written as Written;
  }

  /** What follows each of several prompts, as one batch. @throws as `generate` */
  async generateAll(prompts: readonly string[], options?: WriteOptions): Promise<Written[]> {
    const where = 'LanguageModel.generateAll';
    expectTexts(where, 'prompts', prompts);
    return prompts.length === 0 ? [] : await this.#write(where, prompts, options);
  }

  /** As `generate`, part by part as it is written. @throws as `generate` */
  async *stream(prompt = '', options?: WriteOptions): AsyncGenerator<string, void, void> {
    const { decoder, told, close } = this.#begin('LanguageModel.stream', [prompt], options);
    try {
      yield* streamText(this.tokenizer, this.#own(streamTokens(decoder, told)));
    } finally {
      close();
    }
  }

  /**
   * e to the mean of −log p of a text's tokens, each seen behind those of its row before it, in rows of `context` tokens. Where a text may be
   * any part of a document, its first token is given.
   *
   * @throws TypeError, RangeError for anything but a text, and one without a token to judge
   */
  async perplexity(text: string): Promise<number> {
    const where = 'LanguageModel.perplexity';
    expectText(where, 'text', text);
    const ids = this.#withBoundary(encodeText(where, 'text', this.tokenizer, text));
    if (ids.length > 1) return await perplexityOf(this.model, ids);
    const rule = this.begins ? 'a token or more' : 'two tokens or more: the first is given';
    throw new RangeError(expected(`${where}: text`, rule, text));
  }

  /** Frees its weights. */
  dispose(): void {
    dispose(this.model);
  }

  /** Ids of a text as they are read: the boundary stands before those of a document, and where there are none. */
  #withBoundary(ids: number[]): number[] {
    return this.begins || ids.length === 0 ? [this.boundary, ...ids] : ids;
  }

  async #write(
    where: string,
    prompts: readonly string[],
    options: WriteOptions | undefined,
  ): Promise<Written[]> {
    const { decoder, told, close } = this.#begin(where, prompts, options);
    try {
      const rows = await generate(decoder, told);
      return rows.map((row) => ({
        ...row,
        text: this.tokenizer.decode(row.tokens.filter(this.#isOwn)),
      }));
    } finally {
      close();
    }
  }

  #begin(where: string, prompts: readonly string[], options: WriteOptions | undefined) {
    const { maxLength = 200, ...own } = options ?? {};
    for (const name of ['state', 'start', 'eos', 'prompts']) {
      if (name in own) throw new TypeError(`${where}: ${name}: expected none, got one`);
    }
    const ids = prompts.map((prompt, i) => {
      const name = prompts.length === 1 ? 'prompt' : `prompts.${i}`;
      expectText(where, name, prompt);
      return this.#withBoundary(encodeText(where, name, this.tokenizer, prompt));
    });
    const decoder = new SlidingDecoder(this.model);
    const { state, start } = decoder.start(ids);
    return {
      decoder,
      told: {
        ...{ ...own, maxLength, state, start, eos: this.boundary },
        // What the prompt says counts as said.
        ...((own.repetitionPenalty ?? 1) !== 1 && { prompts: ids }),
      },
      close: () => tf.dispose(state as never),
    };
  }

  /** Whether an id is the tokenizer's: a model may have more. */
  #isOwn = (id: number): boolean => id < this.tokenizer.size;

  async *#own(events: AsyncIterable<TokenEvent>): AsyncGenerator<TokenEvent, void, void> {
    for await (const event of events) {
      if (!('token' in event) || this.#isOwn(event.token)) yield event;
    }
  }
}

/** A language model of what a file has of its tokenizer; the name is that of the file, whatever a bundler makes of this one. */
const languageModel = /* @__PURE__ */ Object.assign(
  (model: CausalLanguageModel, tokenizer: unknown, options: LanguageModelOptions) =>
    new LanguageModel(model, loadTokenizer(tokenizer), options),
  { className: 'languageModel' },
);

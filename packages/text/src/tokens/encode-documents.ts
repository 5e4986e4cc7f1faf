import { expectInteger, type OptionChecks, readOptions } from '@dl/core/check';
import { Turns } from '@dl/core/extend';
import { expectSignal } from '../check/signal';
import { expectText } from '../check/text';
import { eachText, type Texts } from '../check/texts';
import { encodeText, expectTokenizer } from '../tokenizers/expect-tokenizer';
import type { Tokenizer } from '../tokenizers/tokenizer';
import { arrayFor, type TokenArray } from './token-source';

/** How documents become tokens. */
export interface EncodeDocumentsOptions {
  /** The token that stands before each document, as `<|endoftext|>` of GPT-2: from 0 to `tokenizer.size`, which is the one behind its own. Default: none. */
  boundary?: number | undefined;
  /** Ends it, with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The largest id: four bytes, and a tensor's int32. */
const MOST = 2 ** 31 - 1;

const OPTIONS: OptionChecks<EncodeDocumentsOptions> = {
  boundary: (where, name, value) => expectInteger(where, name, value as number, 0, MOST),
  signal: expectSignal,
};

/** Checks how documents are encoded. @throws TypeError, RangeError */
export function readEncodeOptions(
  where: string,
  tokenizer: Tokenizer,
  options: EncodeDocumentsOptions | undefined,
): EncodeDocumentsOptions & { vocabSize: number } {
  expectTokenizer(where, 'tokenizer', tokenizer);
  const own = readOptions(where, options, OPTIONS);
  const { boundary } = own;
  if (boundary !== undefined) expectInteger(where, 'boundary', boundary, 0, tokenizer.size);
  return { ...own, vocabSize: tokenizer.size + (boundary === tokenizer.size ? 1 : 0) };
}

/**
 * The ids of documents, one array a document, its boundary in front. One document is in memory at a time.
 *
 * @throws TypeError, RangeError for what is no text, by its number, or a tokenizer that gives others than its ids; the signal's reason
 */
export async function* idsOfDocuments(
  where: string,
  documents: Texts,
  tokenizer: Tokenizer,
  { boundary, signal }: EncodeDocumentsOptions,
): AsyncGenerator<number[], void, void> {
  const turns = new Turns();
  let i = 0;
  for await (const document of eachText(where, documents)) {
    if (turns.due()) await turns.take();
    signal?.throwIfAborted();
    const name = `documents.${i++}`;
    expectText(where, name, document);
    const ids = encodeText(where, name, tokenizer, document);
    if (boundary !== undefined) ids.unshift(boundary);
    yield ids;
  }
}

/** Many arrays of ids as one, which grows by halves. */
export class GrowingTokens {
  #tokens: TokenArray;
  #length = 0;

  constructor(vocabSize: number) {
    this.#tokens = new (arrayFor(vocabSize))(1024);
  }

  /** Puts ids behind those that are there. */
  add(ids: ArrayLike<number>): void {
    const length = this.#length + ids.length;
    if (length > this.#tokens.length) {
      const Kind = this.#tokens.constructor as Uint32ArrayConstructor;
      const grown = new Kind(Math.max(length, Math.ceil(1.5 * this.#tokens.length)));
      grown.set(this.#tokens.subarray(0, this.#length));
      this.#tokens = grown;
    }
    this.#tokens.set(ids, this.#length);
    this.#length = length;
  }

  /** All of them. */
  get all(): TokenArray {
    return this.#tokens.subarray(0, this.#length);
  }
}

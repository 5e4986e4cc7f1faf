import { expected, expectInteger } from '@dl/core/check';
import { encodeDocuments, type Texts, type Tokenizer, type TokenSource } from '@dl/text';
import type { Corpus } from './train-options';

/** Whether a corpus is tokens already. */
export function isTokens(corpus: Corpus | undefined): corpus is TokenSource {
  return typeof (Object(corpus) as Partial<TokenSource>).read === 'function';
}

/** The documents of a corpus that is no tokens. */
export function eachDocument(corpus: Corpus): Texts {
  if (typeof corpus === 'string') return [corpus];
  return typeof corpus === 'function' ? corpus() : (corpus as readonly string[]);
}

/** What the tokens of a corpus are made with. */
export interface CorpusTold {
  readonly where: string;
  readonly name: string;
  readonly tokenizer: Tokenizer;
  readonly boundary: number;
  /** Of the model. */
  readonly vocabSize: number;
  readonly signal: AbortSignal | undefined;
}

/** The tokens of a corpus. @throws TypeError, RangeError for what is no text, and tokens that the model does not have */
export async function tokensOfCorpus(corpus: Corpus, told: CorpusTold): Promise<TokenSource> {
  const { where, name, tokenizer, boundary, vocabSize, signal } = told;
  if (isTokens(corpus)) {
    expectInteger(where, `${name}.vocabSize`, corpus.vocabSize, 1, vocabSize);
    return corpus;
  }
  const tokens = await encodeDocuments(eachDocument(corpus), tokenizer, { boundary, signal });
  if (tokens.length > 1) return tokens;
  throw new RangeError(expected(`${where}: ${name}`, 'a text with a token or more', tokens.length));
}

import type { Texts } from '../check/texts';
import type { Tokenizer } from '../tokenizers/tokenizer';
import {
  type EncodeDocumentsOptions,
  GrowingTokens,
  idsOfDocuments,
  readEncodeOptions,
} from './encode-documents';
import { type TokenSource, tokensInMemory } from './token-source';

/**
 * Tokenises documents into memory, one after the other, two bytes a token where the vocabulary has at most 65,536; `writeTokenFile` does
 * it for what memory does not hold.
 *
 * ```ts
 * const corpus = await encodeDocuments([book], tokenizer, { boundary: tokenizer.size });
 * ```
 *
 * @throws TypeError, RangeError for what is no text, by its number; the signal's reason
 */
export async function encodeDocuments(
  documents: Texts,
  tokenizer: Tokenizer,
  options?: EncodeDocumentsOptions,
): Promise<TokenSource> {
  const where = 'encodeDocuments';
  const { vocabSize, ...own } = readEncodeOptions(where, tokenizer, options);
  const tokens = new GrowingTokens(vocabSize);
  for await (const ids of idsOfDocuments(where, documents, tokenizer, own)) tokens.add(ids);
  return tokensInMemory(tokens.all, vocabSize);
}

import { Bpe } from '@dl/text';
import { encodingOf, gpt2Files } from './gpt-2-files';

/** GPT-2's ids by our own BPE. */
export async function bpe() {
  const { vocab, merges, paragraphs } = await gpt2Files();
  const own = Bpe.fromFiles(vocab, merges);
  return encodingOf(paragraphs, (text) => own.encode(text));
}

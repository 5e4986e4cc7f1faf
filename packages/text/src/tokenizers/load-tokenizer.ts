import { expected } from '@dl/core/check';
import { typeOfJson } from '../check/json';
import { Vocabulary } from '../vocabulary/vocabulary';
import { Bpe } from './bpe';
import { Unigram } from './unigram';
import { WordPiece } from './word-piece';

/**
 * The vocabulary or tokenizer that `JSON.stringify` wrote, whichever it is. The file is treated as untrusted input.
 *
 * ```ts
 * await writeFile('tokens.json', JSON.stringify(tokenizer));
 * const same = loadTokenizer(JSON.parse(await readFile('tokens.json', 'utf8')));
 * ```
 *
 * @throws TypeError, RangeError for what none has written
 */
export function loadTokenizer(value: unknown): Vocabulary | Bpe | WordPiece | Unigram {
  const type = typeOfJson(value);
  if (type === 'vocabulary') return Vocabulary.fromJSON(value);
  if (type === 'bpe') return Bpe.fromJSON(value);
  if (type === 'word-piece') return WordPiece.fromJSON(value);
  if (type === 'unigram') return Unigram.fromJSON(value);
  const rule = '"vocabulary", "bpe", "word-piece" or "unigram"';
  throw new TypeError(expected('loadTokenizer: type', rule, type));
}

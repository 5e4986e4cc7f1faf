import { expected, readOptions } from '@dl/core/check';
import { Tokenizer as TokenizerJs } from '@huggingface/tokenizers';
import { expectIds, expectText } from '../check/text';
import { TOKENIZE_OPTIONS } from '../tokenizers/encode-options';
import type { Tokenizer } from '../tokenizers/tokenizer';

/** A tokenizer of a `tokenizer.json`: it adds what the file says, such as `[CLS]`, unless it is told not to. */
export interface HuggingFaceTokenizer extends Tokenizer {
  encode(text: string, options?: { readonly special?: boolean }): number[];
  decode(ids: ArrayLike<number>, options?: { readonly special?: boolean }): string;
}

/**
 * Reads a `tokenizer.json`, of any model that `@huggingface/tokenizers` knows, which is installed beside this package. `special: false`
 * adds no special tokens and shows none; special tokens in a text stand for themselves, as they do there.
 *
 * ```ts
 * const tokenizer = fromTokenizerJson(JSON.parse(await readFile('tokenizer.json', 'utf8')));
 * ```
 *
 * It gives no offsets. `Bpe` and `WordPiece` do, and are many times faster.
 *
 * @param config what `tokenizer_config.json` says; default nothing
 * @throws TypeError for anything that is not such a file
 */
export function fromTokenizerJson(json: unknown, config: unknown = {}): HuggingFaceTokenizer {
  const where = 'fromTokenizerJson';
  for (const [name, value] of Object.entries({ json, config })) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) continue;
    throw new TypeError(expected(`${where}: ${name}`, 'an object', value));
  }
  const inner = readFile(where, json as object, config as object);
  const vocabulary = new Map<number, string>();
  for (const [token, id] of inner.get_vocab(true)) vocabulary.set(id, token);
  const size = 1 + [...vocabulary.keys()].reduce((most, id) => Math.max(most, id), -1);
  return {
    size,
    encode(text, options) {
      expectText('HuggingFaceTokenizer.encode', 'text', text);
      const { special = true } = readOptions(
        'HuggingFaceTokenizer.encode',
        options,
        TOKENIZE_OPTIONS,
      );
      return inner.encode(text, { add_special_tokens: special }).ids;
    },
    decode(ids, options) {
      expectIds('HuggingFaceTokenizer.decode', 'ids', ids, size);
      const { special = true } = readOptions(
        'HuggingFaceTokenizer.decode',
        options,
        TOKENIZE_OPTIONS,
      );
      if (ids.length === 0) return '';
      return inner.decode(Array.from(ids), { skip_special_tokens: !special });
    },
    idOf: (token) => inner.token_to_id(token),
    tokenOf(id) {
      const token = vocabulary.get(id);
      if (token !== undefined) return token;
      throw new RangeError(expected('HuggingFaceTokenizer.tokenOf: id', 'an id with a token', id));
    },
  };
}

function readFile(where: string, json: object, config: object): TokenizerJs {
  try {
    return new TokenizerJs(json as never, config as never);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const rule = 'what a tokenizer.json holds';
    throw new TypeError(`${expected(`${where}: json`, rule, json)}: ${message}`, { cause: error });
  }
}

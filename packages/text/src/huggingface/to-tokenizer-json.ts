import { expected } from '@dl/core/check';
import { Bpe } from '../tokenizers/bpe';
import { END_OF_WORD } from '../tokenizers/bpe-options';
import { WordPiece } from '../tokenizers/word-piece';

/**
 * A `tokenizer.json` of a `Bpe` or a `WordPiece`, for Hugging Face's libraries in any language. There, special tokens in a text stand
 * for themselves always.
 *
 * @throws TypeError for another tokenizer
 */
export function toTokenizerJson(tokenizer: Bpe | WordPiece): Record<string, unknown> {
  if (tokenizer instanceof Bpe) return ofBpe(tokenizer);
  if (tokenizer instanceof WordPiece) return ofWordPiece(tokenizer);
  throw new TypeError(expected('toTokenizerJson: tokenizer', 'a Bpe or a WordPiece', tokenizer));
}

function ofBpe(bpe: Bpe): Record<string, unknown> {
  const { unit, words, tokens, unknown } = bpe.toJSON();
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false };
  const isBytes = unit === 'bytes';
  const suffix = words === 'whitespace' ? END_OF_WORD : null;
  const pattern = { Regex: GPT2_PATTERN };
  const splits = suffix
    ? { type: 'WhitespaceSplit' }
    : { type: 'Split', pattern, behavior: 'Isolated', invert: false };
  return {
    ...head(bpe.special),
    normalizer: null,
    pre_tokenizer: isBytes ? { ...byteLevel, use_regex: true } : splits,
    decoder: isBytes
      ? { ...byteLevel, use_regex: true }
      : suffix
        ? { type: 'BPEDecoder', suffix }
        : { type: 'Fuse' },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: unknown ?? null,
      continuing_subword_prefix: null,
      end_of_word_suffix: suffix,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: idsOf(tokens),
      merges: bpe.merges,
    },
  };
}

function ofWordPiece(tokenizer: WordPiece): Record<string, unknown> {
  const { lowercase, stripAccents, splitChinese, unknown, prefix, longestWord, tokens } =
    tokenizer.toJSON();
  return {
    ...head(tokenizer.special),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: splitChinese,
      strip_accents: stripAccents,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    decoder: { type: 'WordPiece', prefix, cleanup: false },
    model: {
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: prefix,
      max_input_chars_per_word: longestWord,
      vocab: idsOf(tokens),
    },
  };
}

function head(special: ReadonlyMap<string, number>): Record<string, unknown> {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: Array.from(special, ([content, id]) => ({
      id,
      content,
      ...flags,
      special: true,
    })),
    post_processor: null,
  };
}

/** Own properties, `__proto__` too. */
function idsOf(tokens: readonly string[]): Record<string, number> {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

const GPT2_PATTERN =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

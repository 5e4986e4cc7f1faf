import { expected, expectFunction } from '@dl/core/check';
import { bytesOfToken } from '../tokenizers/byte-alphabet';
import type { Tokenizer } from '../tokenizers/tokenizer';
import { joinerOf, type TextUnit } from '../vocabulary/split';

/** What a token adds to a text: bytes of UTF-8, as characters from U+0000 to U+00FF, and how the next token is read. */
export interface Piece {
  readonly bytes: string;
  readonly next: number;
}

/** What tokens add to a text. A token may add something else behind another: a blank before a word. */
export interface TokenPieces {
  readonly size: number;
  /** How many ways of reading there are: 0 at first. */
  readonly modes: number;
  /** Undefined for a token that stands for no text, such as a special one. */
  of(id: number, mode: number): Piece | undefined;
}

/** What a tokenizer of this package says of itself. */
interface TokenizerFile {
  readonly type?: unknown;
  readonly unit: string;
  readonly words: string;
  readonly locale?: string;
  readonly prefix: string;
  readonly unknown?: string;
  readonly special: readonly string[] | Readonly<Record<string, string>>;
}

/**
 * What the tokens of a `Vocabulary`, a `Bpe` or a `WordPiece` add to a text when it is decoded.
 *
 * @throws TypeError for another tokenizer
 */
export function tokenPieces(where: string, tokenizer: Tokenizer): TokenPieces {
  const { toJSON, tokenOf, size } = Object(tokenizer) as Tokenizer & { toJSON?: unknown };
  const rule = 'a Vocabulary, Bpe or WordPiece';
  if (typeof toJSON !== 'function') {
    throw new TypeError(expected(`${where}: tokenizer`, rule, tokenizer));
  }
  expectFunction(where, 'tokenizer.tokenOf', tokenOf);
  const file = toJSON.call(tokenizer) as TokenizerFile;
  const special = new Set(Object.values(file.special ?? {}));
  if (typeof file.unknown === 'string') special.add(file.unknown);
  const textOf = (id: number) => {
    const token = tokenizer.tokenOf(id);
    return special.has(token) ? undefined : token;
  };
  if (file.type === 'vocabulary') {
    const joiner = joinerOf(file.unit as TextUnit, file.locale);
    return spaced(size, (id) => {
      const text = textOf(id);
      return text && { text, joiner };
    });
  }
  if (file.type === 'word-piece') {
    const { prefix } = file;
    return spaced(size, (id) => {
      const text = textOf(id);
      const isInner = prefix !== '' && text?.startsWith(prefix) === true;
      return (
        text && (isInner ? { text: text.slice(prefix.length), joiner: '' } : { text, joiner: ' ' })
      );
    });
  }
  if (file.type !== 'bpe') throw new TypeError(expected(`${where}: tokenizer`, rule, file.type));
  if (file.unit === 'bytes') {
    return piecesOf(size, 1, (id) => {
      const text = textOf(id);
      const bytes = text === undefined ? undefined : bytesOfToken(text);
      return bytes && { bytes: String.fromCharCode(...bytes), next: 0 };
    });
  }
  return file.words === 'whitespace'
    ? suffixed(size, textOf)
    : spaced(size, (id) => {
        const text = textOf(id);
        return text && { text, joiner: '' };
      });
}

/** Tokens with a joiner before them, where they are not the first. */
function spaced(
  size: number,
  of: (id: number) => { readonly text: string; readonly joiner: string } | '' | undefined,
): TokenPieces {
  let modes = 1;
  for (let id = 0; id < size && modes === 1; id++) {
    const own = of(id);
    if (own && own.joiner !== '') modes = 2;
  }
  return piecesOf(size, modes, (id, mode) => {
    const own = of(id);
    // What adds nothing would be no step.
    if (!own || own.text === '') return undefined;
    return { bytes: bytesOf((mode > 0 ? own.joiner : '') + own.text), next: modes - 1 };
  });
}

/** Tokens of which those with `</w>` end a word: the blank is the next one's. */
function suffixed(size: number, textOf: (id: number) => string | undefined): TokenPieces {
  const suffix = '</w>';
  return piecesOf(size, 2, (id, mode) => {
    const token = textOf(id);
    if (token === undefined) return undefined;
    const isEnd = token.endsWith(suffix);
    const text = isEnd ? token.slice(0, -suffix.length) : token;
    // A blank at the end of a text is taken for that of a word.
    if (text === '' || text.endsWith(' ')) return undefined;
    return { bytes: bytesOf((mode > 0 ? ' ' : '') + text), next: Number(isEnd) };
  });
}

function piecesOf(size: number, modes: number, of: TokenPieces['of']): TokenPieces {
  return {
    size,
    modes,
    of(id, mode) {
      const piece = of(id, mode);
      return piece?.bytes === '' ? undefined : piece;
    },
  };
}

const encoder = /* @__PURE__ */ new TextEncoder();

/** Nothing for half a surrogate pair, which UTF-8 lacks. */
function bytesOf(text: string): string {
  return /\p{Cs}/u.test(text) ? '' : String.fromCharCode(...encoder.encode(text));
}

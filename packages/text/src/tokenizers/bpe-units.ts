import { expected } from '@dl/core/check';
import { bytesOfToken, letterOf, writeUtf8 } from './byte-alphabet';
import type { TokenTable } from './token-table';

/** What tokens are made of: bytes of UTF-8, which know every text, or Unicode characters. */
export type BpeUnit = 'bytes' | 'characters';

/** How words become the symbols that are merged, and how long tokens are in units. */
export interface BpeUnits {
  /** Writes the symbols of a word, and says how many they are. There is room for three a code unit. */
  write(text: string, start: number, end: number, symbols: Int32Array): number;
  /** How many units a token spans: bytes or characters. */
  lengthOf(token: string): number;
  /** How many code units of a text the characters of a word's symbols take: offsets count on it. */
  readonly unit: BpeUnit;
}

/** The 256 letters of the bytes. @throws RangeError for a vocabulary that lacks one */
export function byteUnits(where: string, table: TokenTable): BpeUnits {
  const idOf = Int32Array.from({ length: 256 }, (_, byte) => {
    const id = table.ids.get(letterOf(byte));
    if (id !== undefined) return id;
    throw new RangeError(
      `${where}: vocab: expected a token for every byte, got none for byte ${byte}`,
    );
  });
  let bytes = new Uint8Array(256);
  return {
    unit: 'bytes',
    write(text, start, end, symbols) {
      if (3 * (end - start) > bytes.length) bytes = new Uint8Array(3 * (end - start));
      const n = writeUtf8(text, start, end, bytes);
      for (let i = 0; i < n; i++) symbols[i] = idOf[bytes[i] as number] as number;
      return n;
    },
    lengthOf(token) {
      const own = bytesOfToken(token);
      if (own !== undefined && own.length > 0) return own.length;
      throw new RangeError(expected(`${where}: vocab`, "tokens of GPT-2's letters", token));
    },
  };
}

/**
 * Unicode characters, the last one of a word with `suffix`.
 *
 * @param unknown the id of what has none; without it such a character is an error
 */
export function characterUnits(
  where: string,
  table: TokenTable,
  { suffix, unknown }: { suffix: string; unknown: number | undefined },
): BpeUnits {
  const idOf = (token: string): number => {
    const id = table.ids.get(token) ?? unknown;
    if (id !== undefined) return id;
    throw new RangeError(expected(`${where}.encode: text`, 'known characters', token));
  };
  return {
    unit: 'characters',
    write(text, start, end, symbols) {
      let n = 0;
      for (let i = start; i < end; ) {
        const length = (text.codePointAt(i) as number) > 0xffff && i + 1 < end ? 2 : 1;
        const character = text.slice(i, i + length);
        i += length;
        symbols[n++] = idOf(i === end ? character + suffix : character);
      }
      return n;
    },
    lengthOf(token) {
      const end = token.endsWith(suffix) ? token.length - suffix.length : token.length;
      return Math.max(1, Array.from(token.slice(0, end)).length);
    },
  };
}

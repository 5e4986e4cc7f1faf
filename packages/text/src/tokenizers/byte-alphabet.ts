/**
 * GPT-2's letters for bytes: what can be printed in Latin-1 stands for itself, the other 68 bytes for U+0100 and on. A space is
 * `Ġ`, a line feed `Ċ`. So tokens of any bytes are texts, which files of vocabularies hold.
 */
const LETTERS: readonly string[] = /* @__PURE__ */ makeLetters();

function makeLetters(): string[] {
  const printed = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(printed(byte) ? byte : next++),
  );
}

const BYTES: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ LETTERS.map((letter, byte) => [letter, byte]),
);

/** The letter of a byte. */
export function letterOf(byte: number): string {
  return LETTERS[byte] as string;
}

/** The bytes of a token in these letters; undefined if one of its letters is none of them. */
export function bytesOfToken(token: string): Uint8Array | undefined {
  const bytes = Uint8Array.from(token, (letter) => BYTES.get(letter) ?? 0);
  for (const letter of token) if (!BYTES.has(letter)) return undefined;
  return bytes;
}

/**
 * Writes the UTF-8 of `text` from `start` to `end` into `bytes`, which has room for three a code unit, and says how many they are.
 * A lone surrogate is U+FFFD, as in `TextEncoder`, which is slower on short words.
 */
export function writeUtf8(text: string, start: number, end: number, bytes: Uint8Array): number {
  let n = 0;
  for (let i = start; i < end; i++) {
    let point = text.charCodeAt(i);
    if (point < 0x80) {
      bytes[n++] = point;
      continue;
    }
    if (point >= 0xd800 && point <= 0xdfff) {
      const whole = i + 1 < end ? (text.codePointAt(i) as number) : point;
      if (whole > 0xffff) i++;
      point = whole > 0xffff ? whole : 0xfffd;
    }
    if (point < 0x800) {
      bytes[n++] = 0xc0 | (point >> 6);
    } else {
      if (point < 0x10000) bytes[n++] = 0xe0 | (point >> 12);
      else {
        bytes[n++] = 0xf0 | (point >> 18);
        bytes[n++] = 0x80 | ((point >> 12) & 0x3f);
      }
      bytes[n++] = 0x80 | ((point >> 6) & 0x3f);
    }
    bytes[n++] = 0x80 | (point & 0x3f);
  }
  return n;
}

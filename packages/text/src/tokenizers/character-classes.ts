const LETTER = 1;
const NUMBER = 2;
/** The class of blanks; letters, numbers and all else are those that GPT-2's pattern tells apart. */
export const BLANK = 3;
const OTHER = 4;

/** Unicode's White_Space: JavaScript's `\s` has U+FEFF too, and lacks U+0085. */
const WHITE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** The class of each code unit that was met; 0 before that. */
const table = new Uint8Array(2 ** 16);
const beyond = new Map<number, number>();

/** The class of the character at `at`; a lone surrogate is none of letter, number or blank. */
export function classAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const known = table[unit] as number;
  if (known !== 0) return known;
  const point = text.codePointAt(at) as number;
  if (point < 2 ** 16) {
    const found = classOf(String.fromCodePoint(point));
    // A high surrogate has the class of its pair, which differs.
    if (unit < 0xd800 || unit > 0xdbff) table[unit] = found;
    return found;
  }
  let found = beyond.get(point);
  if (found === undefined) {
    found = classOf(String.fromCodePoint(point));
    beyond.set(point, found);
  }
  return found;
}

/** The end of the run of characters of `kind` from `at` on. */
export function endOfRun(text: string, at: number, kind: number): number {
  let end = at;
  while (end < text.length) {
    const known = table[text.charCodeAt(end)] as number;
    if (known === kind) end++;
    else if (known !== 0 || classAt(text, end) !== kind) return end;
    else end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  }
  return end;
}

function classOf(character: string): number {
  if (/\p{L}/u.test(character)) return LETTER;
  if (/\p{N}/u.test(character)) return NUMBER;
  return WHITE.test(character) ? BLANK : OTHER;
}

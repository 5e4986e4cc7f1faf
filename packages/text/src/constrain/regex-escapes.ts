import { complement, type PointRange } from './expression';

const point = (character: string) => character.codePointAt(0) as number;
const DIGITS: PointRange[] = [[48, 57]];
const WORD: PointRange[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** White space as JavaScript's `\s` has it. */
const BLANK: PointRange[] = [
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
/** What `.` leaves out without the flag `s`. */
export const LINE_ENDS: PointRange[] = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
];

const CLASSES: Readonly<Record<string, readonly PointRange[]>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: BLANK,
  S: complement(BLANK),
};
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const PUNCTUATION = /[\^$\\.*+?()[\]{}|/\-!"#%&',:;<=>@_`~ ]/;

/** What an escape stands for, and where the pattern goes on. */
export interface Escape {
  readonly ranges: readonly PointRange[];
  readonly end: number;
}

/**
 * Reads the escape whose backslash is at `at`.
 *
 * @param refuse throws, by name, for what is not supported
 */
export function readEscape(
  source: string,
  at: number,
  isInClass: boolean,
  refuse: (what: string, at: number) => never,
): Escape {
  const letter = source[at + 1];
  const end = at + 2;
  const one = (code: number, to = end): Escape => ({ ranges: [[code, code]], end: to });
  if (letter === undefined) return refuse('a character behind a backslash, got the end', at);
  if (Object.hasOwn(CLASSES, letter)) return { ranges: CLASSES[letter] as PointRange[], end };
  if (Object.hasOwn(CONTROLS, letter)) return one(CONTROLS[letter] as number);
  if (PUNCTUATION.test(letter)) return one(point(letter));
  const rest = source.slice(at);
  if (letter === 'b' && isInClass) return one(8);
  if (letter === 'b' || letter === 'B') return refuse(`no word boundary, got \\${letter}`, at);
  if (letter === '0' && !/^\\0[0-9]/.test(rest)) return one(0);
  if (letter === 'k' || /[0-9]/.test(letter))
    return refuse(`no back reference, got \\${letter}`, at);
  if (letter === 'p' || letter === 'P') return refuse(`no Unicode property, got \\${letter}`, at);
  const control = /^\\c([A-Za-z])/.exec(rest);
  if (control !== null) return one(point(control[1] as string) % 32, at + 3);
  const pair = /^\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(rest);
  if (pair !== null) {
    const [high, low] = [
      Number.parseInt(pair[1] as string, 16),
      Number.parseInt(pair[2] as string, 16),
    ];
    return one(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), at + 12);
  }
  const code = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{0*([0-9a-fA-F]{1,6})\})/.exec(rest);
  const value =
    code === null ? Number.NaN : Number.parseInt(code[1] ?? code[2] ?? (code[3] as string), 16);
  if (value <= 0x10ffff) return one(value, at + (code as RegExpExecArray)[0].length);
  return refuse(`an escape that is known, got \\${letter}`, at);
}

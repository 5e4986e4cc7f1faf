import { random } from '@dl/core';
import { describe, expect, test } from 'vitest';
import { type Automaton, automatonOf } from './automaton';
import { choice } from './expression';
import { parseRegex } from './parse-regex';
import { utf8Ranges } from './utf8-ranges';

const compile = (pattern: RegExp | string): Automaton =>
  automatonOf('test', choice(...parseRegex('test', pattern).map((own) => own.expression)));

function accepts({ classes, classOf, next, accepts }: Automaton, text: string): boolean {
  let state = 0;
  for (const byte of new TextEncoder().encode(text)) {
    state = next[state * classes + (classOf[byte] as number)] as number;
    if (state < 0) return false;
  }
  return accepts[state] === 1;
}

const ALPHABET = ['a', 'b', '7', '-', ' ', '\n', 'é', '日', '🤖', '_'];
/** All texts of at most two characters, and longer ones by chance. */
const texts = ['', ...ALPHABET, ...ALPHABET.flatMap((a) => ALPHABET.map((b) => a + b))];

describe('an automaton', () => {
  test.each([
    'a|b|',
    '(?:ab?)+-{0,2}',
    '[^a-z\\d]*?',
    '\\w+\\s?\\W',
    '.{2}',
    '^a|b$',
    '(?<name>[é日🤖]|[a-b-])+',
    '[\\u{1F916}\\xe9-]',
    '\\ud83e\\udd16?',
    '(a{0,3}b{2}){1,2}',
    '[^]',
    '(|a)+',
    '(a*)*b',
    '[\\s\\S]+\\S',
    '\\-?\\.?a',
  ])('takes what JavaScript matches: %s', (source) => {
    const automaton = compile(source);
    let pattern: RegExp;
    try {
      pattern = new RegExp(`^(?:${source})$`, 'u');
    } catch {
      pattern = new RegExp(`^(?:${source})$`);
    }
    const rng = random(3);
    const longer = Array.from({ length: 300 }, () =>
      rng.choice(ALPHABET, { size: rng.int(3, 9), replace: true }).join(''),
    );
    for (const text of [...texts, ...longer]) {
      expect(accepts(automaton, text), JSON.stringify(text)).toBe(pattern.test(text));
    }
  });

  test('takes what JavaScript matches: expressions by chance', () => {
    const rng = random(8);
    const pick = (...all: string[]) => all[rng.int(0, all.length)] as string;
    const draw = (depth: number): string => {
      const kind = depth === 0 ? 0 : rng.int(0, 6);
      if (kind <= 1)
        return pick(
          'a',
          'b',
          '7',
          'é',
          '🤖',
          '.',
          '\\d',
          '\\w',
          '\\s',
          '\\W',
          '[a7日]',
          '[^aé]',
          '[a-z🤖]',
          '\\.',
        );
      if (kind === 2) return draw(depth - 1) + draw(depth - 1);
      if (kind === 3) return `(?:${draw(depth - 1)}|${draw(depth - 1)})`;
      const lazy = pick('', '?');
      const count = pick('?', '*', '+', '{2}', '{1,2}', '{0,3}', '{1,}');
      return `(${draw(depth - 1)})${count}${lazy}`;
    };
    for (let i = 0; i < 150; i++) {
      const source = draw(4);
      const flags = pick('u', 'us');
      const automaton = compile(new RegExp(source, flags));
      const pattern = new RegExp(`^(?:${source})$`, flags);
      const longer = Array.from({ length: 40 }, () =>
        rng.choice(ALPHABET, { size: rng.int(2, 7), replace: true }).join(''),
      );
      for (const text of [...texts, ...longer]) {
        if (accepts(automaton, text) === pattern.test(text)) continue;
        throw new Error(`${source} with ${flags} on ${JSON.stringify(text)}`);
      }
    }
  });

  test('knows just the bytes of the code points', () => {
    const rng = random(4);
    for (let i = 0; i < 60; i++) {
      const [a, b] = [rng.int(0, 0x11000), rng.int(0, 0x11000)].sort((x, y) => x - y) as [
        number,
        number,
      ];
      const sequences = utf8Ranges([a, b]).map((own) => JSON.stringify(own));
      expect(new Set(sequences).size).toBe(sequences.length);
      for (const point of [a, b, (a + b) >> 1, a - 1, b + 1, rng.int(0, 0x11000)]) {
        if (point < 0 || (point >= 0xd800 && point < 0xe000)) continue;
        const bytes = new TextEncoder().encode(String.fromCodePoint(point));
        const takers = utf8Ranges([a, b]).filter(
          (own) =>
            own.length === bytes.length &&
            own.every(
              ([first, last], j) => (bytes[j] as number) >= first && (bytes[j] as number) <= last,
            ),
        );
        expect(takers.length).toBe(Number(point >= a && point <= b));
      }
    }
  });
});

describe('a pattern', () => {
  test.each([
    ['(?=a)', 'no look-around, got (?='],
    ['a(?<!b)', 'no look-around, got (?<!'],
    ['(a)\\1', 'no back reference, got \\1'],
    ['(?<x>a)\\k<x>', 'no back reference, got \\k'],
    ['a\\b', 'no word boundary, got \\b'],
    ['\\p{L}', 'no Unicode property, got \\p'],
    ['(?i:a)', '(?: or (?<name>, got (?i:'],
    ['a^b', '^ and $ only around an alternative, got "^b"'],
    ['(a$)', '^ and $ only around an alternative, got "$)"'],
    ['a**', 'something to repeat before *, got "*"'],
    ['a{', 'a count such as {2,3}, or \\{, got "{"'],
    ['a{3,2}', 'a count whose first number is not above the second'],
    ['a{99999}', 'counts of at most 10000'],
    ['[b-a]', 'a range from one character to a later one'],
    ['[\\d-z]', 'a range from one character to a later one'],
    ['[a', 'a ] at the end of a class, got ""'],
    ['(a', 'a ) at the end of a group, got ""'],
    ['a)', 'a group that is open, got ")"'],
    [']', '\\] for a ] alone'],
    ['a\\', 'a character behind a backslash, got the end'],
    ['\\q', 'an escape that is known, got \\q'],
    ['\\u{110000}', 'an escape that is known, got \\u'],
    ['('.repeat(300), 'at most 200 groups within each other'],
    [/a/i, 'pattern: expected no flag but s and u, got "i"'],
    [3 as never, 'pattern: expected a regular expression or its source, got 3'],
    ['[]', 'expected a language that has a text, got one without'],
    ['\\ud800', 'expected a language that has a text, got one without'],
    ['((a{1000}){1000}){1000}', 'expected an automaton of at most 262144 states'],
    ['(a|b)*a(a|b){20}', 'expected an automaton of at most 32768 states'],
  ])('that is not supported is refused by name: %s', (pattern, message) => {
    expect(() => compile(pattern)).toThrow(message);
  });
});

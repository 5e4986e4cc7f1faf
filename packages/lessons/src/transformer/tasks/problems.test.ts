import { random } from '@dl/core';
import { describe, expect, test } from 'vitest';
import { NOTHING, type Row } from './problem';
import { PROBLEMS, type ProblemName } from './problems';

/** What a row asks and what is to be said, in letters. */
function lettersOf(name: ProblemName, { read, say }: Row): { read: string; say: string } {
  const alphabet: readonly string[] = PROBLEMS[name].alphabet;
  const join = (ids: readonly number[]) => ids.map((id) => alphabet[id] ?? '').join('');
  return { read: join(read), say: join(say.filter((id) => id !== NOTHING)) };
}

const rowsOf = (name: ProblemName, length: number) =>
  Array.from({ length: 50 }, (_, seed) => PROBLEMS[name].row(length, random(seed)));

const reversed = (text: string) => [...text].reverse().join('');

describe('the problems', () => {
  test.each([1, 2, 5])('addition adds, digits from the last to the first, length %i', (length) => {
    for (const row of rowsOf('addition', length)) {
      const { read, say } = lettersOf('addition', row);
      const [sum] = read.split('=') as [string];
      const [a, b] = sum.split('+').map((digits) => Number(reversed(digits))) as [number, number];
      expect(Number(reversed(say))).toBe(a + b);
      expect(say.length).toBe(length + 1);
    }
  });

  test('copy, reverse and sort say letters as they are, backwards and in order', () => {
    for (const name of ['copy', 'reverse', 'sort'] as const) {
      for (const row of rowsOf(name, 5)) {
        const { read, say } = lettersOf(name, row);
        const asked = read.split('=')[0] as string;
        const wanted = { copy: asked, reverse: reversed(asked), sort: [...asked].sort().join('') };
        expect(say).toBe(wanted[name]);
        // What was said is read at the next place.
        expect(read).toBe(`${asked}=${say.slice(0, -1)}`);
      }
    }
  });

  test('parity says whether there have been an odd number of ones', () => {
    const row = rowsOf('parity', 7)[3] as Row;
    const odd = row.read.map(
      (_, i) => row.read.slice(0, i + 1).filter((bit) => bit === 1).length % 2,
    );
    expect(row.say).toEqual(odd);
    expect(row.distance).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('dyck: what closes matches what was opened, and all close', () => {
    for (const row of rowsOf('dyck', 12)) {
      const { alphabet } = PROBLEMS.dyck;
      let text = row.read
        .map((id, i) => alphabet[row.say[i] === NOTHING ? id : (row.say[i] ?? 0)])
        .join('');
      expect(text.length).toBe(12);
      while (/\(\)|\[\]|\{\}/.test(text)) text = text.replace(/\(\)|\[\]|\{\}/g, '');
      expect(text).toBe('');
    }
  });

  test('an answer lies as far from what it depends on as its distance says', () => {
    const { read, say, distance } = PROBLEMS.reverse.row(4, random(1));
    expect(distance).toEqual([0, 0, 0, 0, 1, 3, 5, 7]);
    for (let i = 4; i < 8; i++) expect(read[i - (distance[i] as number)]).toBe(say[i]);
    expect(PROBLEMS.copy.row(3, random(1)).distance).toEqual([0, 0, 0, 3, 3, 3]);
    expect(PROBLEMS.addition.row(2, random(1)).distance).toEqual([0, 0, 0, 0, 0, 5, 5, 6]);
  });
});

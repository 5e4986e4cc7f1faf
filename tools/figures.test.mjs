import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fillFigures, fingerprint, readFigures, staleFigures, studyFiles } from './figures.mjs';
import { agree } from './lessons.mjs';
import { ROOT } from './run.mjs';

const CHAPTERS = readdirSync(path.join(ROOT, 'docs/chapters'));

const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');

describe('the figures of the course', () => {
  test('are those of the studies as they are', async () => {
    expect(await staleFigures()).toEqual([]);
  });

  test.each(CHAPTERS)('are the same in both languages of %s, and all are there', (chapter) => {
    const figures = readFigures();
    const [english, japanese] = ['docs/chapters', 'docs/ja/chapters'].map((folder) => {
      const text = read(`${folder}/${chapter}`);
      expect(fillFigures(text, figures)).not.toContain('@{');
      return text.match(/@\{[^}]*\}/g)?.sort() ?? [];
    });
    expect(japanese).toEqual(english);
  });

  test.each(CHAPTERS)(
    'are not typed into %s: what was measured on a day has a record',
    (chapter) => {
      for (const folder of ['docs/chapters', 'docs/ja/chapters'])
        expect(read(`${folder}/${chapter}`)).not.toMatch(/20\d\d-\d\d-\d\d/);
    },
  );
});

describe('fillFigures', () => {
  const record = { id: 'a', date: '2026-11-27T01:02:03Z', node: 'v20.1.0', commit: 'c0ffee' };
  const values = { loss: 0.12345, row: [-1.25, 0.5], count: 12_345, shares: [0.5, 0.255] };
  const fill = (text) => fillFigures(text, { a: { ...record, values } });

  test('puts numbers where they belong', () => {
    expect(fill('| @{a loss .2} | @{a count} |')).toBe('| 0.12 | 12,345 |');
    expect(fill('@{a loss %1}, @{a row.1 ~1}, $10^{@{a row.0 .1}}$')).toBe(
      '12.3%, 3.2, $10^{-1.3}$',
    );
  });

  test('a list is so many cells, or one', () => {
    expect(fill('| @{a row ^1} |')).toBe('| $10^{-1.3}$ | $10^{0.5}$ |');
    expect(fill('@{a shares %1,}')).toBe('50.0%, 25.5%');
  });

  test('says where they come from', () => {
    expect(fill('@{a date}, Node @{a node}, @{a commit}')).toBe('2026-11-27, Node 20, c0ffee');
  });

  test.each([
    ['@{b loss}', 'figures: @{b loss}: expected one of a, got b'],
    ['@{a gain}', 'expected one of loss, row, count, shares, got gain'],
    ['@{a row.2}', 'expected a number of the list, got 2'],
    ['@{a loss :2}', 'figures: @{a loss :2}: expected @{ID name format}'],
  ])('refuses %s', (text, message) => {
    expect(() => fill(text)).toThrow(message);
  });
});

describe('fingerprint', () => {
  test('is one a study', async () => {
    const files = Object.values(studyFiles());
    const all = await Promise.all(files.map((file) => fingerprint(file)));
    expect(new Set(all).size).toBe(files.length);
  });
});

describe('agree', () => {
  test('lets engines round, and nothing else move', () => {
    expect(agree({ a: 1, b: [2, 3] }, { a: 1.0001, b: [2, 3] })).toBe(true);
    expect(agree({ a: 1 }, { a: 1.1 })).toBe(false);
    expect(agree({ a: 1, ms: 5 }, { a: 1, ms: 9 }, ['ms'])).toBe(true);
    expect(agree({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  });
});

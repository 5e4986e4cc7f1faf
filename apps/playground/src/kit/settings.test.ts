import { choice, type NumberSpec, span } from '@dl/lessons';
import { describe, expect, test } from 'vitest';
import { nearestTick, parseSettings, toQuery } from './settings';

const text = { en: 'x', ja: 'x' };
const size: NumberSpec = { kind: 'number', label: text, ticks: [1, 2, 4, 8], fallback: 4 };
const specs = {
  size,
  kind: choice('x', { options: { one: 'x', two: 'x' }, fallback: 'two' }),
  seed: { kind: 'integer', label: text, low: 0, high: 9, fallback: 3 },
} as const;
const line = { line: { kind: 'text', label: text, most: 5, fallback: 'a b' } } as const;

describe('parseSettings', () => {
  test('takes defaults for what is not there, without a note', () => {
    expect(parseSettings(specs, {})).toEqual({
      values: { size: 4, kind: 'two', seed: 3 },
      notes: [],
    });
  });

  test('takes what is a value, in any spelling of a number', () => {
    const { values, notes } = parseSettings(specs, { size: '8.0', kind: 'one', seed: '1e0' });
    expect(values).toEqual({ size: 8, kind: 'one', seed: 1 });
    expect(notes).toEqual([]);
  });

  test('takes the nearest value of a number that is none, with a note', () => {
    const { values, notes } = parseSettings(specs, { size: '99', seed: '-5' });
    expect(values).toEqual({ size: 8, kind: 'two', seed: 0 });
    expect(notes).toEqual([
      { name: 'size', got: '99', used: 8 },
      { name: 'seed', got: '-5', used: 0 },
    ]);
  });

  test.each(['', ' ', 'NaN', 'Infinity', '0x', 'constructor', '1,5'])(
    'takes the default for %j',
    (got) => {
      const { values, notes } = parseSettings(specs, { size: got, kind: got });
      expect(values).toEqual({ size: 4, kind: 'two', seed: 3 });
      expect(notes.map(({ name, used }) => [name, used])).toEqual([
        ['size', 4],
        ['kind', 'two'],
      ]);
    },
  );

  test('shortens what it repeats, takes the first of several, and looks at own names only', () => {
    const { notes } = parseSettings(specs, { kind: 'y'.repeat(500), size: ['2', '8'] });
    expect(notes).toEqual([{ name: 'kind', got: `${'y'.repeat(32)}…`, used: 'two' }]);
    const inherited = Object.create({ size: '8' });
    expect(parseSettings(specs, inherited).values.size).toBe(4);
  });

  test('takes any text, and cuts what is too long, with a note', () => {
    expect(parseSettings(line, {}).values.line).toBe('a b');
    expect(parseSettings(line, { line: '' })).toEqual({ values: { line: '' }, notes: [] });
    const { values, notes } = parseSettings(line, { line: '1234567' });
    expect(values.line).toBe('12345');
    expect(notes).toEqual([{ name: 'line', got: '1234567', used: '12345' }]);
  });

  test('reads what toQuery wrote', () => {
    const values = { size: 1, kind: 'one', seed: 7 };
    expect(parseSettings(specs, toQuery(values))).toEqual({ values, notes: [] });
  });
});

describe('span', () => {
  test('has both ends', () => {
    expect(span(4, 7)).toEqual([4, 5, 6, 7]);
    expect(span(8, 25, 8)).toEqual([8, 16, 24]);
  });
});

describe('nearestTick', () => {
  test('is the first of two that are equally near', () => {
    expect(nearestTick([0, 2, 4], 3)).toBe(1);
    expect(nearestTick([0, 2, 4], 3.1)).toBe(2);
  });
});

import { describe, expect, test } from 'vitest';
import { count, digits, percent } from './format';
import { cellOf, type ScoreColumn } from './score';

describe('formats', () => {
  test('never round a share up to everything', () => {
    expect([1, 0.99999, 0.5, 0].map(percent)).toEqual(['100 %', '99.99 %', '50.00 %', '0.00 %']);
  });

  test('give counts and digits in a few characters', () => {
    expect([16384, 9.6].map(count)).toEqual(['16,384', '10']);
    expect([0, 123.4, 1.234, 0.00123, 1e-6].map(digits)).toEqual([
      '0',
      '123',
      '1.23',
      '0.00123',
      '1.0e-6',
    ]);
  });
});

describe('cellOf', () => {
  const cell = (column: Omit<ScoreColumn, 'label'>, value: number | null) =>
    cellOf({ label: { en: '', ja: '' }, ...column }, value);

  test('writes a value as its column says, in both languages', () => {
    expect(cell({ kind: 'share' }, 0.5).en).toBe('50.00 %');
    expect(cell({ kind: 'count' }, 1234).ja).toBe('1,234');
    expect(cell({ kind: 'number', decimals: 1 }, 2)).toEqual({ en: '2.0', ja: '2.0' });
    expect(cell({ kind: 'flag' }, 1)).toEqual({ en: 'yes', ja: 'はい' });
    expect(cell({ kind: 'change' }, -0.048).en).toBe('−4.8 %');
    expect(cell({ kind: 'share' }, null).en).toBe('–');
  });
});

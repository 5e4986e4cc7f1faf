import { fill } from '@dl/lessons';
import { describe, expect, test } from 'vitest';
import { bytes, few, power, whole } from './format';

describe('few', () => {
  test.each([
    [0, '0'],
    [0.0144321, '0.0144'],
    [-2.5, '−2.5'],
    [1.234e-7, '1.23e−7'],
    [782_000, '7.82e5'],
    [99_999, '100000'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '−Infinity'],
  ])('%d is %s', (value, text) => expect(few(value)).toBe(text));
});

describe('power', () => {
  test('is written out near 1', () => {
    expect([-12, -3, -2, 0, 3, 4, 10].map(power)).toEqual([
      '10⁻¹²',
      '10⁻³',
      '0.01',
      '1',
      '1000',
      '10⁴',
      '10¹⁰',
    ]);
  });
});

describe('whole and bytes', () => {
  test('are for people', () => {
    expect([whole(12_345.6), bytes(999), bytes(2_500_000)]).toEqual([
      '12,346',
      '0.999 kB',
      '2.5 MB',
    ]);
  });
});

describe('fill', () => {
  test('puts values in their places, and leaves what has none', () => {
    expect(fill('{a} of {b}, {a}, {toString}', { a: 1, b: 'x' })).toBe('1 of x, 1, {toString}');
  });
});

import { describe, expect, test } from 'vitest';
import { few, plainFew, power, whole } from './number';

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

  test('in a terminal has the minus that programs read', () => {
    expect([-2.5, -1.234e-7].map((value) => Number(plainFew(value)))).toEqual([-2.5, -1.23e-7]);
  });
});

test('power is written out near 1', () => {
  const texts = ['10⁻¹²', '10⁻³', '0.01', '1', '1000', '10⁴', '10¹⁰'];
  expect([-12, -3, -2, 0, 3, 4, 10].map(power)).toEqual(texts);
});

test('whole puts thousands apart', () => {
  expect(whole(12_345.6)).toBe('12,346');
});

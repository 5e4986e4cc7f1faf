import { describe, expect, test } from 'vitest';
import { decades, logBounds } from './log-axis';

describe('logBounds', () => {
  test('are whole decades around the values', () => {
    expect(logBounds(0.02, 30)).toEqual([0.01, 100]);
    expect(logBounds(0.01, 100)).toEqual([0.01, 100]);
    expect(logBounds(1, 1)).toEqual([1, 10]);
  });

  test('are there without values', () => {
    expect(logBounds(null, null)).toEqual([0.1, 1]);
    expect(logBounds(0, 5)).toEqual([0.1, 1]);
  });
});

describe('decades', () => {
  test('are few, and evenly apart', () => {
    const marks = (low: number, high: number) =>
      decades(low, high, 6).map((x) => Math.round(Math.log10(x)));
    expect(marks(0.01, 100)).toEqual([-2, -1, 0, 1, 2]);
    expect(marks(1e-45, 10)).toEqual([-40, -32, -24, -16, -8, 0]);
  });
});

import { describe, expect, test } from 'vitest';
import { median, quantile, round, spread } from './statistics';

describe('median', () => {
  test('is the middle of an odd number of values, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  test('is half way between the two middle values of an even number', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  test('leaves its input in order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  test('needs a value', () => {
    expect(() => median([])).toThrow('quantile: expected at least one value, got none');
  });
});

test('a quantile is interpolated', () => {
  expect(quantile([0, 10, 20, 30, 40], 0.25)).toBe(10);
  expect(quantile([0, 10], 0.75)).toBe(7.5);
});

describe('spread', () => {
  test('is the interquartile range over the median', () => {
    expect(spread([80, 90, 100, 110, 120])).toBeCloseTo(0.2);
  });

  test('is 0 where nothing scatters, and is not moved by one outlier', () => {
    expect(spread([7])).toBe(0);
    expect(spread([10, 10, 10, 10, 1000])).toBe(0);
  });
});

test('four digits are kept', () => {
  expect(round(1234.567)).toBe(1235);
  expect(round(0.000123456)).toBe(0.0001235);
});

import { describe, expect, test } from 'vitest';
import { comparison, comparisonTable } from './against';

describe('a comparison with another checkout', () => {
  const here = [2, 2.2, 4, 2.1, 2];
  const slower = comparison('core/row', '', here, [3, 3.3, 6, 3.15, 3]);

  test('is over 1 where it is faster here, pair by pair', () => {
    expect(slower.ratio).toBe(1.5);
    expect(slower.interval).toEqual([1.5, 1.5]);
    expect(slower.ofLeast).toBe(1.5);
    expect(slower.here).toEqual({ median: 2.1, least: 2 });
  });

  test('has an interval as wide as its ratios scatter', () => {
    const there = [2, 1.9, 2.2, 2.1, 1.8, 2, 2.3, 1.7, 2];
    const { ratio, interval } = comparison('core/row', '', new Array(9).fill(2), there);
    expect(ratio).toBe(1);
    expect(interval[0]).toBeLessThan(1);
    expect(interval[1]).toBeGreaterThan(1);
  });

  test('is a line of a table', () => {
    expect(comparisonTable([slower])).toMatch(/core\/row .* 2\.1 .* 3\.15 .* 1\.5 .* 1\.5–1\.5/);
  });
});

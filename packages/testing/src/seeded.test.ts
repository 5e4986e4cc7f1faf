import { describe, expect, test } from 'vitest';
import { seededTensor, seededValues } from './seeded';

describe('seededValues', () => {
  // Python, for any seed s and size n:
  //   v = []
  //   for _ in range(n): s = (s * 1664525 + 1013904223) % 2**32; v.append(s / 2**31 - 1)
  test('are those of two lines of Python', () => {
    expect(seededValues(4)).toBeClose([-0.52708895, -0.26145865, 0.00848406, 0.40976653]);
    expect(seededValues(2, 4294967295)).toBeClose([-0.52863916, -0.62427371]);
  });

  test('lie in [−1, 1), about 0, and differ by seed', () => {
    const values = seededValues(10_000, 7);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.abs(values.reduce((sum, x) => sum + x) / 10_000)).toBeLessThan(0.02);
    expect(seededValues(3, 8)).not.toEqual(seededValues(3, 7));
  });
});

describe('seededTensor', () => {
  test('has the shape and the values times the scale', () => {
    const x = seededTensor([2, 3], 5, 0.5);
    expect(x.shape).toEqual([2, 3]);
    expect(x).toBeClose(seededValues(6, 5).map((value) => value / 2));
    expect(seededTensor([]).shape).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { spline } from './spline';

test('begins and ends at its points, and is a line where they are one', () => {
  expect(spline([7, 1, 9], 0)).toBeCloseTo(7, 10);
  expect(spline([7, 1, 9], 1)).toBeCloseTo(9, 10);
  for (const share of [0, 0.2, 0.5, 0.77, 1]) {
    expect(spline([2, 4, 6, 8], share)).toBeCloseTo(2 + 6 * share, 10);
  }
});

test('is between a point and its neighbours', () => {
  // (1 + 4 · 7 + 1) / 6
  expect(spline([1, 7, 1], 0.5)).toBeCloseTo(5, 10);
});

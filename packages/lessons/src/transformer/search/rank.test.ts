import { expect, test } from 'vitest';
import { foundOf, nearest } from './rank';

test('foundOf ranks own documents, of equal ones in the middle', () => {
  const rows = [
    [0.9, 0.1, 0.3],
    [0.5, 0.2, 0.9],
    [0, 0, 0],
  ];
  // Ranks 1, 3 and 2.
  expect(foundOf(rows, [0, 1, 2])).toEqual({
    first: 1 / 3,
    ten: 1,
    reciprocal: expect.closeTo((1 + 1 / 3 + 1 / 2) / 3, 12),
  });
});

test('nearest gives the nearest first, of equal ones the earlier', () => {
  expect(nearest([0.1, 0.7, 0.7, 0.2], 3)).toEqual([1, 2, 3]);
  expect(nearest([0.1], 5)).toEqual([0]);
});

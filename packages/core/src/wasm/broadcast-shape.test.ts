import { expect, test } from 'vitest';
import { broadcastShape } from './broadcast-shape';

test.each([
  [[], [], []],
  [[5, 1], [3], [5, 3]],
  [[3], [5, 1], [5, 3]],
  [
    [2, 1, 7],
    [1, 3, 1],
    [2, 3, 7],
  ],
  [
    [2, 3],
    [2, 3],
    [2, 3],
  ],
  [[0], [1], [0]],
  [
    [1, 2],
    [0, 1],
    [0, 2],
  ],
])('%j and %j broadcast to %j', (a, b, wanted) => {
  expect(broadcastShape(a, b)).toEqual(wanted);
});

test.each([
  [[2], [3]],
  [[2], [0]],
  [
    [2, 3],
    [3, 2],
  ],
])('%j and %j do not', (a, b) => {
  expect(broadcastShape(a, b)).toBe(undefined);
});

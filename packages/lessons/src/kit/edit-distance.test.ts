import { expect, test } from 'vitest';
import { editDistance } from './edit-distance';

test('counts the fewest items to put in, to leave out or to change', () => {
  expect(editDistance([...'kitten'], [...'sitting'])).toBe(3);
  expect(editDistance([], [...'abc'])).toBe(3);
  expect(editDistance([1, 2, 3], [1, 2, 3])).toBe(0);
  expect(editDistance([1, 2, 3, 4], [2, 3, 4, 4])).toBe(2);
});

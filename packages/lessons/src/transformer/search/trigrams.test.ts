import { expect, test } from 'vitest';
import { trigramCosines } from './trigrams';

test('trigramCosines finds by letters, and nothing by meaning', () => {
  const documents = ['grinning face', 'ripe apple', 'sleepy face'];
  const [smile, same, none] = trigramCosines(['he grinned', 'ripe apple', 'fruit'], documents);
  expect(smile?.[0]).toBeGreaterThan(0);
  expect(smile?.[1]).toBe(0);
  expect(same?.[1]).toBeCloseTo(1, 12);
  expect(Array.from(none ?? [])).toEqual([0, 0, 0]);
});

import { fill } from '@dl/lessons';
import { describe, expect, test } from 'vitest';
import { bytes } from './format';

test('bytes are for people', () => {
  expect([bytes(999), bytes(2_500_000)]).toEqual(['0.999 kB', '2.5 MB']);
});

describe('fill', () => {
  test('puts values in their places, and leaves what has none', () => {
    expect(fill('{a} of {b}, {a}, {toString}', { a: 1, b: 'x' })).toBe('1 of x, 1, {toString}');
  });
});

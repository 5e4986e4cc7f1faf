import { random } from '@dl/core';
import { describe, expect, test } from 'vitest';
import { carries, encodePairs, encodeSums, HeldOut } from './pairs';

describe('bits', () => {
  test('of a pair stand side by side, the least significant first', () => {
    expect([...encodePairs([[1, 2]], 3)]).toEqual([1, 0, 0, 1, 0, 0]);
    expect([...encodeSums([[3, 1]], 3)]).toEqual([0, 0, 1]);
  });

  test('and carries add up', () => {
    for (const [a, b] of [
      [37, 76],
      [127, 1],
      [0, 0],
      [85, 85],
    ] as const) {
      const into = carries(a, b, 8);
      const sum = encodeSums([[a, b]], 8);
      into.forEach((carry, t) => {
        expect((((a >>> t) & 1) + ((b >>> t) & 1) + carry) & 1).toBe(sum[t]);
      });
    }
    expect(carries(127, 1, 8)).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('HeldOut', () => {
  test.each([4, 8, 16])('never draws what it holds, of %d bits', (bits) => {
    const held = new HeldOut(bits, random(3));
    expect(held.pairs).toHaveLength(bits === 4 ? 8 : 256);
    const ids = new Set(held.pairs.map(String));
    expect(ids.size).toBe(held.pairs.length);
    for (const pair of held.draw(500, random(4))) {
      expect(ids.has(String(pair))).toBe(false);
      for (const number of pair) expect(number).toBeLessThan(2 ** (bits - 1));
    }
  });
});

import { describe, expect, test } from 'vitest';
import { bitText, carries, decodeSums, encodePairs, encodeSums, limitOf } from './bits';

describe('bits', () => {
  test('are written with the highest first, and read with the lowest first', () => {
    expect(bitText(6, 4)).toBe('0110');
    for (const value of [0, 1, 97, 255, 4095]) {
      const bits = [...bitText(value, 12)].reverse().map(Number);
      expect(decodeSums(bits, 12)).toEqual([value]);
    }
  });

  test('of a pair stand side by side at each step', () => {
    expect([
      ...encodePairs(
        [
          [1, 2],
          [3, 0],
        ],
        3,
      ),
    ]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0]);
    expect([
      ...encodeSums(
        [
          [1, 2],
          [3, 1],
        ],
        3,
      ),
    ]).toEqual([1, 1, 0, 0, 0, 1]);
  });

  test('hold the sum of any two numbers under the limit', () => {
    const most = limitOf(8) - 1;
    expect([limitOf(8), most + most < 2 ** 8]).toEqual([128, true]);
    expect(
      decodeSums(
        encodeSums(
          [
            [most, most],
            [5, 9],
          ],
          8,
        ),
        8,
      ),
    ).toEqual([2 * most, 14]);
  });

  test('are rounded from probabilities', () => {
    expect(decodeSums([0.51, 0.49, 0.9, 0.5, 0.1, 0.7], 3)).toEqual([5, 4]);
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

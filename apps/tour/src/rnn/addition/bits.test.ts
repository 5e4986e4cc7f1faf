import { describe, expect, test } from 'vitest';
import { bitText, decodeSums, encodePairs, encodeSums, fromBits, limitOf, toBits } from './bits';

describe('bits', () => {
  test('go from the least significant on', () => {
    expect(toBits(6, 4)).toEqual([0, 1, 1, 0]);
    expect(bitText(6, 4)).toBe('0110');
    for (const value of [0, 1, 97, 255, 4095]) expect(fromBits(toBits(value, 12))).toBe(value);
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
});

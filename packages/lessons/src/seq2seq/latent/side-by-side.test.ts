import { describe, expect, test } from 'vitest';
import { sideBySide, textSizeOf } from './side-by-side';

describe('sideBySide', () => {
  test.each([28, 8])('puts two pixels of %s, one above the other, into one share', (side) => {
    const { wide, high } = textSizeOf(side);
    const edge = (side - wide) / 2;
    const digits = new Float32Array(2 * side * side);
    digits[side * side + edge * side + edge] = 1;
    const shares = sideBySide(digits, side, [0, 1]);
    expect(shares.length).toBe(high * (2 * wide + 1));
    expect(shares.indexOf(0.5)).toBe(wide + 1);
  });
});

import type { Digits } from './view';

/** What is left out at each edge of an image: MNIST's digits leave it empty. */
const edgeOf = (side: number) => (side === 28 ? 2 : 0);

/** How wide and high a digit is in text: a character is twice as high as it is wide. */
export function textSizeOf(side: number): { wide: number; high: number } {
  const wide = side - 2 * edgeOf(side);
  return { wide, high: wide / 2 };
}

/**
 * Shares of ink of the digits `which`, of `side` pixels a side, next to each other, [high, columns], with a gap between: two pixels, one
 * above the other, are one share.
 */
export function sideBySide(digits: Digits, side: number, which: readonly number[]): Float32Array {
  const [edge, { wide, high }] = [edgeOf(side), textSizeOf(side)];
  const columns = which.length * (wide + 1) - 1;
  const shares = new Float32Array(high * columns);
  for (const [at, digit] of which.entries()) {
    const from = digit * side * side;
    for (let y = 0; y < high; y++) {
      for (let x = 0; x < wide; x++) {
        const upper = from + (edge + 2 * y) * side + edge + x;
        const ink = (digits[upper] as number) + (digits[upper + side] as number);
        shares[y * columns + at * (wide + 1) + x] = ink / 2;
      }
    }
  }
  return shares;
}

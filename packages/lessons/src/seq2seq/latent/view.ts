/** Digits, one after the other: [count, 28, 28], from 0 (paper) to 1 (ink). */
export type Digits = Float32Array;

/** What is drawn: for each row of pictures as many digits as `count`. */
export interface LatentView {
  readonly count: number;
  /** Digits of the test set. */
  readonly real: Digits;
  /** What each model makes of the codes of `real`. */
  readonly reconstructed: Readonly<Record<'vae' | 'autoencoder', Digits>>;
  /** What each model makes of codes drawn from N(0, I), the same for both. */
  readonly sampled: Readonly<Record<'vae' | 'autoencoder', Digits>>;
  /** The VAE on its way from the first digit of `real` to the second. */
  readonly between: Digits;
}

/** The side of an image. */
export const SIDE = 28;

/** What is left out at each edge of an image: MNIST's digits leave it empty. */
const EDGE = 2;

/** How wide and high a digit is in text: a character is twice as high as it is wide. */
export const [WIDE, HIGH] = [SIDE - 2 * EDGE, (SIDE - 2 * EDGE) / 2];

/** Shares of ink of the digits `which` side by side, [HIGH, columns], with a gap between: two pixels, one above the other, are one share. */
export function sideBySide(digits: Digits, which: readonly number[]): Float32Array {
  const columns = which.length * (WIDE + 1) - 1;
  const shares = new Float32Array(HIGH * columns);
  for (const [at, digit] of which.entries()) {
    const from = digit * SIDE * SIDE;
    for (let y = 0; y < HIGH; y++) {
      for (let x = 0; x < WIDE; x++) {
        const upper = from + (EDGE + 2 * y) * SIDE + EDGE + x;
        const ink = (digits[upper] as number) + (digits[upper + SIDE] as number);
        shares[y * columns + at * (WIDE + 1) + x] = ink / 2;
      }
    }
  }
  return shares;
}

import { expectPositiveInteger } from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import type { Positions } from './positions';

/** More heads than any model has: a larger number is a mistake, and would fill memory. */
const MOST = 2 ** 16;

/**
 * The slopes of ALiBi (attention with linear biases) for so many heads: 2^(−8/n), 2^(−16/n), … for n heads, a power of two;
 * else those of the next lower power of two, then every other one of twice as many.
 *
 * Press, Smith and Lewis, Train short, test long, 2021.
 *
 * @throws RangeError for a number of heads that is none
 */
export function alibiSlopes(heads: number): number[] {
  expectPositiveInteger('alibiSlopes', 'heads', heads, MOST);
  const power = 2 ** Math.floor(Math.log2(heads));
  const slopes = (n: number) => Array.from({ length: n }, (_, h) => 2 ** ((-8 * (h + 1)) / n));
  const others = slopes(2 * power).filter((_, h) => h % 2 === 0);
  return [...slopes(power), ...others.slice(0, heads - power)];
}

/**
 * ALiBi, for the option `positions` of `MultiHeadAttention`: each head takes a distance times its slope of `alibiSlopes` off its
 * scores.
 */
export function alibi(): Positions {
  const positions: Positions = { name: 'alibi', slopes: alibiSlopes };
  keepArguments(positions, alibi, []);
  return positions;
}

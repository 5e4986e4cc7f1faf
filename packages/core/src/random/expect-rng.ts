import { expected } from '../check/describe';
import type { Rng } from './random';

/**
 * Checks a generator: what `random` gives, of this copy of core or of another.
 *
 * @throws TypeError `Linear: rng: expected a generator of random(), got undefined`
 */
export function expectRng(where: string, rng: Rng | undefined, name = 'rng'): asserts rng is Rng {
  if (typeof rng?.uniformArray === 'function' && typeof rng.fold === 'function') return;
  throw new TypeError(expected(`${where}: ${name}`, 'a generator of random()', rng));
}

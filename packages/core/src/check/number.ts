import { expected } from './describe';

/**
 * Checks an integer from `low` to `high`, both allowed.
 *
 * @throws RangeError `unroll: chunk: expected an integer from 1 to 64, got 0`
 */
export function expectInteger(
  where: string,
  name: string,
  value: number,
  low = Number.MIN_SAFE_INTEGER,
  high = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return;
  const from = low === Number.MIN_SAFE_INTEGER ? '' : ` from ${low}`;
  const to = high === Number.MAX_SAFE_INTEGER ? '' : ` to ${high}`;
  const least = from !== '' && to === '' ? ` of at least ${low}` : from + to;
  throw new RangeError(expected(`${where}: ${name}`, `an integer${least}`, value));
}

/** The largest size, stride or count: kernels count in 32 bits. */
export const LARGEST = 2 ** 31 - 1;

/**
 * Checks a size or a count: an integer from 1 to `high`, by default all that 32 bits hold.
 *
 * @throws RangeError `Linear: inSize: expected a positive integer, got 0`
 */
export function expectPositiveInteger(
  where: string,
  name: string,
  value: number,
  high = LARGEST,
): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= high) return;
  // The default bound is of interest to those alone who passed it.
  const limited = high !== LARGEST || (Number.isSafeInteger(value) && value > high);
  const most = limited ? ` of at most ${high}` : '';
  throw new RangeError(expected(`${where}: ${name}`, `a positive integer${most}`, value));
}

/** Whether kernels, which compute with 32 bits, see a finite number too. */
function isFinite32(value: number): boolean {
  return Number.isFinite(value) && Number.isFinite(Math.fround(value));
}

/** The end of the rule for a number that is right but for its size. */
const HELD = ' that float32 holds';

/**
 * Checks a number that is neither NaN nor infinite, in 32 bits neither.
 *
 * @throws RangeError `normal: mean: expected a finite number, got NaN`
 */
export function expectFinite(where: string, name: string, value: number): void {
  if (isFinite32(value)) return;
  const rule = Number.isFinite(value) ? `a number${HELD}` : 'a finite number';
  throw new RangeError(expected(`${where}: ${name}`, rule, value));
}

/**
 * Checks a finite number above 0, in 32 bits too: 1e-50 is 0 there.
 *
 * @throws RangeError `adam: epsilon: expected a number over 0, got 0`
 */
export function expectPositive(where: string, name: string, value: number): void {
  if (isFinite32(value) && Math.fround(value) > 0) return;
  const held = Number.isFinite(value) && value > 0 ? HELD : '';
  throw new RangeError(expected(`${where}: ${name}`, `a number over 0${held}`, value));
}

/**
 * Checks a finite number of at least 0, finite in 32 bits too.
 *
 * @throws RangeError `sgd: weightDecay: expected a number of at least 0, got -1`
 */
export function expectNonNegative(where: string, name: string, value: number): void {
  if (isFinite32(value) && value >= 0) return;
  const held = Number.isFinite(value) && value > 0 ? HELD : '';
  throw new RangeError(expected(`${where}: ${name}`, `a number of at least 0${held}`, value));
}

/**
 * Checks a fraction: 0 ≤ value < 1 (a dropout rate, a momentum).
 *
 * @throws RangeError `dropout: rate: expected a number in [0, 1), got 1`
 */
export function expectFraction(where: string, name: string, value: number): void {
  if (typeof value === 'number' && value >= 0 && value < 1) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a number in [0, 1)', value));
}

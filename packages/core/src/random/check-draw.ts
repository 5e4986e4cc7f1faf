import { expected } from '../check/describe';
import { expectFinite, expectInteger } from '../check/number';

/** The most numbers of one array: 4 GiB. */
export const MOST = 2 ** 30;

/** Checks what items are taken of. @throws TypeError */
export function expectItems(where: string, items: unknown): void {
  const { length } = (items ?? {}) as { length?: unknown };
  const holds = typeof items === 'object' || typeof items === 'string';
  if (holds && Number.isSafeInteger(length) && (length as number) >= 0) return;
  throw new TypeError(expected(`${where}: items`, 'an array', items));
}

/** Checks a range of whole numbers, `high` not among them. @throws RangeError */
export function expectRange(
  where: string,
  low: number,
  high: number,
  least: number,
  most: number,
): void {
  expectInteger(where, 'low', low, least, most);
  expectInteger(where, 'high', high, least, most);
  if (high <= low) throw new RangeError(expected(`${where}: high`, `an integer over ${low}`, high));
  if (high - low > 2 ** 53) {
    throw new RangeError(expected(`${where}: high`, `at most 2^53 over ${low}`, high));
  }
}

/** A range of float32 numbers, its ends rounded to float32; `high` is not among them. @throws RangeError */
export function expectFloatRange(
  where: string,
  low: number,
  high: number,
): [start: number, end: number] {
  expectFinite(where, 'low', low);
  expectFinite(where, 'high', high);
  const start = Math.fround(low);
  const end = Math.fround(high);
  if (start < end) return [start, end];
  throw new RangeError(expected(`${where}: high`, `a float32 over ${low}`, high));
}

import { expectInteger } from '@dl/core/check';
import type { Cut } from '@dl/core/extend';

/** Up to so many rows of a product, a weight may stay where it lies; what has more has it packed, and rounds otherwise. */
const ROWS_IN_PLACE = 64;
/** From so many rows of the batch on, the recurrent weight is packed. */
const PACK_FROM = 4;

/**
 * How many rows of the batch a thread takes of a kernel for whole sequences, so that it does to each row what it does in
 * the whole; 0 where it is not to be cut.
 *
 * @param nanoseconds what the whole costs on one thread
 * @throws RangeError, TypeError if batch or time is no size
 */
export function partOfBatch(
  cut: Cut<never>,
  batch: number,
  time: number,
  nanoseconds: number,
): number {
  expectInteger('partOfBatch', 'batch', batch, 0);
  expectInteger('partOfBatch', 'time', time, 0);
  if (time < 2 || batch < 2 * PACK_FROM || !cut.begin(nanoseconds)) return 0;
  const whole = batch * time > ROWS_IN_PLACE ? Math.ceil((ROWS_IN_PLACE + 1) / time) : PACK_FROM;
  const least = Math.max(PACK_FROM, whole);
  const even = Math.ceil(batch / Math.min(cut.threads, cut.parts));
  // In fours, as its tiles are; and no rest that is less than the least.
  const rows = Math.max(least, PACK_FROM * Math.ceil(even / PACK_FROM));
  return rows >= batch || batch % rows === 0 || batch % rows >= least ? rows : 0;
}

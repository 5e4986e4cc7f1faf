import { expectInteger } from '@dl/core/check';
import { type Address, type Cut, further } from '@dl/core/extend';

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

/** A kernel's arguments by their names, as far as they are known here. */
interface BatchArguments {
  readonly batch: number;
  readonly time: number;
}

/**
 * Runs a kernel for whole sequences that is called by the names of its arguments: cut by rows of the batch, so that no thread
 * waits for another at any step, or whole.
 *
 * @param nanoseconds what the whole costs on one thread
 * @param floats of the arguments that are addresses, how many floats one row of the batch has; NOWHERE stays
 */
export function byBatch<A extends BatchArguments>(
  whole: (args: A) => void,
  cut: Cut<(args: A) => void>,
  args: A,
  nanoseconds: number,
  floats: Partial<Record<keyof A, number>>,
): void {
  const { batch, time } = args;
  const step = partOfBatch(cut as Cut<never>, batch, time, nanoseconds);
  if (step === 0) {
    whole(args);
    return;
  }
  for (let from = 0; from < batch; from += step) {
    const part = { ...args, batch: Math.min(step, batch - from) } as Record<keyof A, number>;
    for (const name in floats) {
      part[name] = further(args[name] as Address, 4 * from * (floats[name] as number));
    }
    cut.add(part as A);
  }
  cut.run();
}

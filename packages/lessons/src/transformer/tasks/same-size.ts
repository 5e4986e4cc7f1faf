import { dispose, parameterCount } from '@dl/core';
import { Reader, type ReaderName, type ReaderOptions } from './readers';

/** Widths are multiples of this, which all numbers of heads on offer divide. */
const UNIT = 4;

/** A reader with about as many parameters as are wanted: the width that comes nearest. */
export function readerOfSize(name: ReaderName, wanted: number, options: ReaderOptions): Reader {
  const rng = options.rng.fold('sizes');
  const sizeOf = (width: number) => {
    const trial = new Reader(name, width, { ...options, rng });
    const size = parameterCount(trial);
    dispose(trial);
    return size;
  };
  let [low, high] = [UNIT, 2 * UNIT];
  while (sizeOf(high) < wanted) [low, high] = [high, 2 * high];
  while (high - low > UNIT) {
    const middle = UNIT * Math.round((low + high) / 2 / UNIT);
    if (sizeOf(middle) < wanted) low = middle;
    else high = middle;
  }
  const nearest = wanted - sizeOf(low) < sizeOf(high) - wanted ? low : high;
  return new Reader(name, nearest, options);
}

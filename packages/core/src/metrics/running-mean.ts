import { expectNonNegative } from '../check/number';
import { type Numbers, readArray } from './read-array';

/** The mean of all numbers seen, Σ n x / Σ n, in double precision. */
export class RunningMean {
  /** Σ n x */
  sum = 0;
  /** Σ n */
  count = 0;

  /** The mean; NaN before the first number. */
  get value(): number {
    return this.sum / this.count;
  }

  /**
   * Adds numbers, each as often as `count` says: a mean over a batch counts as often as it has rows.
   *
   * @throws RangeError for a `count` below 0
   */
  async update(x: Numbers, count = 1): Promise<void> {
    expectNonNegative('RunningMean.update', 'count', count);
    const { values } = await readArray('RunningMean.update', 'x', x);
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] as number;
    // A count of 0 silences a NaN: the mean of no rows.
    if (count > 0) this.sum += count * sum;
    this.count += count * values.length;
  }

  /** Forgets all. */
  reset(): void {
    this.sum = 0;
    this.count = 0;
  }
}

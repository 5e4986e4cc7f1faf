import { expectNonNegative } from '../check/number';
import { type Numbers, readArray } from './read-array';
import { RunningMean } from './running-mean';

/** Perplexity, e to the mean cross-entropy (in nats) of all tokens seen. */
export class Perplexity {
  readonly #mean = new RunningMean();

  /** NaN before the first token. */
  get value(): number {
    return Math.exp(this.#mean.value);
  }

  /** How many tokens were seen. */
  get count(): number {
    return this.#mean.count;
  }

  /**
   * Adds cross-entropies: one a token, or the mean over `count` tokens.
   *
   * @throws RangeError for a `count` below 0
   */
  async update(losses: Numbers, count = 1): Promise<void> {
    expectNonNegative('Perplexity.update', 'count', count);
    await this.#mean.update((await readArray('Perplexity.update', 'losses', losses)).values, count);
  }

  /** Forgets all. */
  reset(): void {
    this.#mean.reset();
  }
}

import { expectFlag } from '../check/choice';
import { expected } from '../check/describe';
import { expectInteger } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { MOST } from './check-draw';

/** How `Rng.choice` chooses. */
export interface ChoiceOptions {
  /** How many; without it, one value instead of an array. */
  readonly size?: number;
  /** Whether one item may be chosen twice. Default true. */
  readonly replace?: boolean;
  /** A weight for each item, at least 0; they need not sum to 1. Default: all alike. */
  readonly p?: ArrayLike<number>;
}

/** What an `Rng` gives to choose by. */
interface Draws {
  next(): number;
  int(low: number, high: number): number;
}

const OPTIONS: OptionChecks<ChoiceOptions> = {
  size: (where, name, size) => expectInteger(where, name, size as number, 0, MOST),
  replace: expectFlag,
  p: checkedLater,
};

/** Draws `size` positions of `count` items. */
export function choose(rng: Draws, count: number, options: ChoiceOptions | undefined): number[] {
  const { size = 1, replace = true, p } = readOptions('Rng.choice', options, OPTIONS);
  expectInteger('Rng.choice', 'items', count, 1);
  // All of them are put into an order, in an array of 32-bit numbers.
  if (!replace) expectInteger('Rng.choice', 'items', count, 1, MOST);
  const possible = p === undefined ? count : checkWeights(p, count);
  if (!replace && size > possible) {
    const rule = `at most the ${possible} items that can be drawn without replacement`;
    throw new RangeError(expected('Rng.choice: size', rule, size));
  }
  if (!replace)
    return p === undefined ? distinct(rng, count, size) : distinctWeighted(rng, p, size);
  const draw = p === undefined ? () => rng.int(0, count) : weighted(rng, p);
  return Array.from({ length: size }, draw);
}

/** Checks the weights and counts those over 0. */
function checkWeights(p: ArrayLike<number>, count: number): number {
  if (typeof p !== 'object' || p === null || typeof p.length !== 'number') {
    throw new TypeError(expected('Rng.choice: p', 'an array of weights', p));
  }
  if (p.length !== count) {
    throw new RangeError(`Rng.choice: p: expected ${count} weights, got ${p.length}`);
  }
  let positive = 0;
  for (let i = 0; i < count; i++) {
    const weight = p[i] as number;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        expected(`Rng.choice: p[${i}]`, 'a finite number of at least 0', weight),
      );
    }
    if (weight > 0) positive++;
  }
  if (positive === 0) throw new RangeError('Rng.choice: p: expected a weight over 0, got none');
  return positive;
}

/** The head of a Fisher–Yates shuffle. */
function distinct(rng: Draws, count: number, size: number): number[] {
  const items = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < size; i++) {
    const j = rng.int(i, count);
    const item = items[i] as number;
    items[i] = items[j] as number;
    items[j] = item;
  }
  return Array.from(items.subarray(0, size));
}

/** Exponential arrival times of rate p: the order of arrival is the order of weighted draws. */
function distinctWeighted(rng: Draws, p: ArrayLike<number>, size: number): number[] {
  const times = Float64Array.from(p, (weight) => {
    const time = -Math.log(1 - rng.next());
    return weight > 0 ? time / weight : Number.POSITIVE_INFINITY;
  });
  const order = Array.from(times.keys());
  order.sort((a, b) => (times[a] as number) - (times[b] as number));
  return order.slice(0, size);
}

/** Inverts the cumulated weights by bisection. */
function weighted(rng: Draws, p: ArrayLike<number>): () => number {
  let total = 0;
  const cumulated = Float64Array.from(p, (weight) => (total += weight));
  return () => {
    const target = rng.next() * total;
    let low = 0;
    let high = cumulated.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulated[middle] as number) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

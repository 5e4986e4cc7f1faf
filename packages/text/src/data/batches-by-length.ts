import type { Rng } from '@dl/core';
import {
  checkedLater,
  expected,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';

export interface BatchesByLengthOptions {
  /** The most sentences of a batch. */
  size?: number;
  /** The most tokens of a batch, padding included: long sentences come in smaller batches. */
  tokens?: number;
  /** Shuffles sentences of one length, and the order of the batches. Default: by length. */
  rng?: Rng;
}

/** Batches of sentences that are about as long as each other. */
export interface LengthBatches {
  /** The numbers of the sentences of each batch. */
  readonly batches: number[][];
  /** Tokens of sentences, and those that fill their batches up. */
  readonly tokens: number;
  readonly padding: number;
}

const OPTIONS: OptionChecks<BatchesByLengthOptions> = {
  size: expectPositiveInteger,
  tokens: expectPositiveInteger,
  rng: checkedLater,
};

/**
 * Groups sentences of similar length into batches, so that little of a batch is padding, and counts the padding. Of pairs the lengths are
 * `[source, target]`: both sides count, and so does the padding of both.
 *
 * ```ts
 * const { batches, padding } = batchesByLength(ids.map((own) => own.length), { tokens: 4096, rng });
 * ```
 *
 * A sentence that is longer than `tokens` is an error, since no batch can hold it.
 *
 * @throws TypeError, RangeError for invalid lengths or options, and if neither `size` nor `tokens` is given
 */
export function batchesByLength(
  lengths: ArrayLike<number> | readonly (readonly [number, number])[],
  options: BatchesByLengthOptions,
): LengthBatches {
  const where = 'batchesByLength';
  const { size = Infinity, tokens: most = Infinity, rng } = readOptions(where, options, OPTIONS);
  if (rng !== undefined) expectRng(where, rng);
  if (size === Infinity && most === Infinity) {
    throw new RangeError(expected(`${where}: size`, 'size or tokens', undefined));
  }
  const sides = sidesOf(where, lengths);
  sides.forEach((own, i) => {
    if (sum(own) > most) {
      throw new RangeError(expected(`${where}: lengths.${i}`, `at most ${most} tokens`, sum(own)));
    }
  });
  const order = rng?.permutation(sides.length) ?? Int32Array.from(sides, (_, i) => i);
  const sorted = Array.from(order).sort((a, b) => compare(sides[a] as Sides, sides[b] as Sides));
  const batches: number[][] = [];
  let [batch, longest, padded]: [number[], Sides, number] = [[], [0, 0], 0];
  const close = (): void => {
    if (batch.length === 0) return;
    batches.push(batch);
    padded += batch.length * sum(longest);
    [batch, longest] = [[], [0, 0]];
  };
  for (const i of sorted) {
    const own = sides[i] as Sides;
    const next: Sides = [Math.max(longest[0], own[0]), Math.max(longest[1], own[1])];
    const isFull = batch.length === size || (batch.length + 1) * sum(next) > most;
    if (isFull) close();
    longest = isFull ? own : next;
    batch.push(i);
  }
  close();
  const tokens = sides.reduce((all, own) => all + sum(own), 0);
  return { batches: rng?.shuffle(batches) ?? batches, tokens, padding: padded - tokens };
}

type Sides = readonly [source: number, target: number];

const sum = ([source, target]: Sides) => source + target;
const compare = (a: Sides, b: Sides) => a[0] - b[0] || a[1] - b[1];

function sidesOf(where: string, lengths: unknown): Sides[] {
  const isList = typeof lengths === 'object' && lengths !== null && 'length' in lengths;
  if (!isList) throw new TypeError(expected(`${where}: lengths`, 'an array', lengths));
  return Array.from(lengths as ArrayLike<unknown>, (own, i): Sides => {
    const sides = Array.isArray(own) ? own : [own, 0];
    for (const side of sides) expectInteger(where, `lengths.${i}`, side as number, 0, 2 ** 31);
    if (sides.length === 2) return sides as unknown as Sides;
    throw new TypeError(expected(`${where}: lengths.${i}`, 'one length or two', own));
  });
}

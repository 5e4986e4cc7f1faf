import { expected } from '@dl/core/check';
import type { Pair } from '@dl/text';

/**
 * Gives pairs from the first one on, each time it is called the same ones: what a translator learns from where they are more than memory
 * holds.
 *
 * ```ts
 * const pairs = () => cleanPairs(tsvPairs(readLines(createReadStream('pairs.tsv'))));
 * ```
 */
export type PairStream = () => Iterable<Pair> | AsyncIterable<Pair>;

/** Opens a stream. @throws TypeError for what does not give its items one after the other */
export function openStream(where: string, stream: PairStream): ReturnType<PairStream> {
  const pairs = stream();
  const own = Object(pairs) as Partial<Iterable<Pair> & AsyncIterable<Pair>>;
  const each = own[Symbol.asyncIterator] ?? own[Symbol.iterator];
  if (typeof pairs === 'object' && typeof each === 'function') return pairs;
  throw new TypeError(expected(`${where}: pairs()`, 'pairs, one after the other', pairs));
}

/** Checks a pair of texts. @throws TypeError that names it */
export function expectPair(where: string, name: string, pair: unknown): asserts pair is Pair {
  const isPair =
    Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === 'string');
  if (!isPair) throw new TypeError(expected(`${where}: ${name}`, 'two texts', pair));
}

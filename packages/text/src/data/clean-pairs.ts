import {
  expected,
  expectFlag,
  expectFunction,
  expectInteger,
  expectPositive,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { splitterOf } from '../vocabulary/split';
import type { Pair } from './pairs';

export interface CleanPairsOptions {
  /** Unicode's normal form, `NFKC` (default, which makes full-width letters plain) or `NFC`; `none` leaves texts as they are. */
  normalize?: 'NFKC' | 'NFC' | 'none';
  /** Default false. */
  lowercase?: boolean;
  /** The fewest and the most words of each side. Default 1 and no limit. */
  minLength?: number;
  maxLength?: number;
  /** How many times longer one side may be than the other. Default: any. */
  maxRatio?: number;
  /** Whether a pair that came before is passed over. Default true; each that was taken is remembered. */
  unique?: boolean;
  /** Counts a side, for the lengths. Default words between blanks. */
  lengthOf?: (text: string, side: 0 | 1) => number;
}

const count = (where: string, name: string, value: unknown) =>
  expectInteger(where, name, value as number, 0);

const OPTIONS: OptionChecks<CleanPairsOptions> = {
  normalize: oneOf(['NFKC', 'NFC', 'none']),
  lowercase: expectFlag,
  minLength: count,
  maxLength: count,
  maxRatio: expectPositive,
  unique: expectFlag,
  lengthOf: expectFunction,
};

const wordsOf = /* @__PURE__ */ splitterOf('words');

/**
 * Keeps pairs worth learning from: normalised, with single spaces, neither too short nor too long, each pair once.
 *
 * @throws TypeError, RangeError for invalid options, and for items that are not pairs of texts
 */
export async function* cleanPairs(
  pairs: Iterable<Pair> | AsyncIterable<Pair>,
  options?: CleanPairsOptions,
): AsyncGenerator<Pair, void, void> {
  const where = 'cleanPairs';
  const own = readOptions(where, options, OPTIONS);
  const { minLength = 1, maxLength = Infinity, maxRatio = Infinity, unique = true } = own;
  const { lengthOf = (text: string) => Array.from(wordsOf(text)).length } = own;
  const seen = new Set<string>();
  const each = Object(pairs);
  if (typeof (each[Symbol.asyncIterator] ?? each[Symbol.iterator]) !== 'function') {
    throw new TypeError(expected(`${where}: pairs`, 'pairs, one after the other', pairs));
  }
  for await (const pair of pairs) {
    const [source, target] = Array.isArray(pair) ? pair : [];
    if (typeof source !== 'string' || typeof target !== 'string') {
      throw new TypeError(expected(`${where}: pairs`, 'pairs of texts', pair));
    }
    const clean: Pair = [cleaned(source, own), cleaned(target, own)];
    const [a, b] = [lengthOf(clean[0], 0), lengthOf(clean[1], 1)];
    if (Math.min(a, b) < minLength || Math.max(a, b) > maxLength) continue;
    if (Math.max(a, b) > maxRatio * Math.min(a, b)) continue;
    const key = clean.join('\t');
    if (unique && seen.has(key)) continue;
    if (unique) seen.add(key);
    yield clean;
  }
}

function cleaned(
  text: string,
  { normalize = 'NFKC', lowercase = false }: CleanPairsOptions,
): string {
  const normal = normalize === 'none' ? text : text.normalize(normalize);
  const single = normal.replace(/\s+/g, ' ').trim();
  return lowercase ? single.toLowerCase() : single;
}

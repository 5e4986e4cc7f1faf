import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { inParts } from '../../kit/in-parts';
import { batchOf, drawRows, NOTHING, type Problem, type Row } from './problem';
import type { Reader } from './readers';

/** Rows that are read at once. */
const AT_ONCE = 64;

/** How many answers were right, of how many. */
export interface Tally {
  right: number;
  all: number;
}

/** How a network does on fresh rows. */
export interface Measured {
  /** Symbols that are right, by the length of the row. */
  readonly byLength: ReadonlyMap<number, Tally>;
  /** Rows that are right in every symbol, by length: what the network would have said by itself. */
  readonly whole: ReadonlyMap<number, Tally>;
  /** Symbols that are right, by their distance, in powers of two: 0 is 0, 1 is 1, 2 is 2 to 3, 3 is 4 to 7. Trained lengths only. */
  readonly byDistance: readonly Tally[];
}

/** Fresh rows to measure on. */
export interface TestRows {
  readonly problem: Problem;
  readonly lengths: readonly number[];
  /** Those over it count for no distance. */
  readonly longest: number;
  /** Of each length. */
  readonly count: number;
  readonly rng: Rng;
}

/** The power of two that a distance belongs to. */
export function bucketOf(distance: number): number {
  return distance === 0 ? 0 : 1 + Math.floor(Math.log2(distance));
}

/** The likeliest symbol at each place of some rows, where what was said before is right: int32 [rows, time]. */
export async function sayOn(net: Reader, rows: readonly Row[]): Promise<Int32Array> {
  const said = tf.tidy(() => tf.argMax(net.forward(batchOf(rows).ids), 2));
  const values = (await said.data()) as Int32Array;
  said.dispose();
  return values;
}

/** Asks `say` for every row, each length by itself. Ends early, with what was counted, if `signal` aborts. */
export async function measure(
  say: (rows: readonly Row[]) => Promise<ArrayLike<number>>,
  { problem, lengths, longest, count, rng }: TestRows,
  signal?: AbortSignal,
): Promise<Measured> {
  const [byLength, whole] = [new Map<number, Tally>(), new Map<number, Tally>()];
  const byDistance: Tally[] = [];
  for (const length of lengths) {
    const rows = drawRows(problem, { count, length, rng: rng.fold(length) });
    const [symbols, lines] = [none(), none()];
    await inParts({ count, size: AT_ONCE, signal }, async (first, end) => {
      const part = rows.slice(first, end);
      const said = await say(part);
      let at = 0;
      for (const { say: wanted, distance } of part) {
        let wrong = 0;
        wanted.forEach((symbol, i) => {
          const right = said[at++] === symbol;
          if (symbol === NOTHING) return;
          if (!right) wrong++;
          add(symbols, right);
          if (length > longest) return;
          const bucket = bucketOf(distance[i] as number);
          while (byDistance.length <= bucket) byDistance.push(none());
          add(byDistance[bucket] as Tally, right);
        });
        add(lines, wrong === 0);
      }
    });
    byLength.set(length, symbols);
    whole.set(length, lines);
  }
  return { byLength, whole, byDistance };
}

/** The share that was right; NaN of nothing. */
export function shareOf({ right, all }: Tally): number {
  return right / all;
}

/** Says the symbol that answers have most often, whatever it reads. */
export function mostFrequent(
  problem: Problem,
  { longest, rng }: { longest: number; rng: Rng },
): (rows: readonly Row[]) => Promise<Int32Array> {
  const seen = new Int32Array(problem.alphabet.length);
  for (const { say } of drawRows(problem, { count: 500, length: longest, rng })) {
    for (const symbol of say) if (symbol !== NOTHING) seen[symbol] = (seen[symbol] ?? 0) + 1;
  }
  const most = seen.indexOf(Math.max(...seen));
  return async (rows) => new Int32Array(rows.length * (rows[0]?.read.length ?? 0)).fill(most);
}

function none(): Tally {
  return { right: 0, all: 0 };
}

function add(tally: Tally, right: boolean): void {
  tally.all++;
  if (right) tally.right++;
}

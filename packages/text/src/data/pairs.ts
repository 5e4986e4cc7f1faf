import { expected, expectInteger, type OptionChecks, readOptions } from '@dl/core/check';
import { expectText } from '../check/text';
import { eachText, type Texts } from '../check/texts';

/** A sentence and its translation, or a question and its answer. */
export type Pair = readonly [source: string, target: string];

export interface TsvPairsOptions {
  /** The columns of source and target, from 0 on. Default 0 and 1. */
  columns?: readonly [source: number, target: number];
}

const OPTIONS: OptionChecks<TsvPairsOptions> = {
  columns: (where, name, value) => {
    if (!Array.isArray(value) || value.length !== 2) {
      throw new TypeError(expected(`${where}: ${name}`, 'two columns', value));
    }
    for (const [i, column] of value.entries())
      expectInteger(where, `${name}.${i}`, column, 0, 2 ** 16);
  },
};

/**
 * Pairs of the lines of two files, the first with the first.
 *
 * ```ts
 * const pairs = alignedPairs(readLines(createReadStream('ja.txt')), readLines(createReadStream('en.txt')));
 * ```
 *
 * @throws RangeError at the end where one has more lines, with both counts: such files are misaligned from some line on
 */
export async function* alignedPairs(
  source: Texts,
  target: Texts,
): AsyncGenerator<Pair, void, void> {
  const where = 'alignedPairs';
  const [a, b] = [iteratorOf(where, source), iteratorOf(where, target)];
  let count = 0;
  try {
    for (;;) {
      const [left, right] = [await a.next(), await b.next()];
      if (left.done && right.done) return;
      if (left.done || right.done) {
        const longer = count + 1 + (await restOf(left.done ? b : a));
        const counts = left.done ? [count, longer] : [longer, count];
        const got = `${counts[0]} and ${counts[1]}`;
        throw new RangeError(`${where}: expected as many lines of both, got ${got}`);
      }
      expectText(where, `source.${count}`, left.value);
      expectText(where, `target.${count}`, right.value);
      count++;
      yield [left.value, right.value];
    }
  } finally {
    await a.return?.();
    await b.return?.();
  }
}

/**
 * Pairs of two columns of tab-separated lines, as Tatoeba has them; further columns are passed over, and empty lines.
 *
 * @throws RangeError for a line with fewer columns, by its number
 */
export async function* tsvPairs(
  lines: Texts,
  options?: TsvPairsOptions,
): AsyncGenerator<Pair, void, void> {
  const where = 'tsvPairs';
  const { columns: [first, second] = [0, 1] } = readOptions(where, options, OPTIONS);
  let count = 0;
  for await (const line of eachText(where, lines)) {
    count++;
    expectText(where, `line ${count}`, line);
    if (line === '') continue;
    const cells = line.split('\t');
    const [source, target] = [cells[first], cells[second]];
    if (source === undefined || target === undefined) {
      const rule = `at least ${Math.max(first, second) + 1} columns`;
      throw new RangeError(expected(`${where}: line ${count}`, rule, cells.length));
    }
    yield [source, target];
  }
}

function iteratorOf(where: string, texts: Texts): AsyncIterator<string> | Iterator<string> {
  const own = eachText(where, texts) as Partial<AsyncIterable<string>> & Iterable<string>;
  return own[Symbol.asyncIterator]?.() ?? own[Symbol.iterator]();
}

async function restOf(iterator: AsyncIterator<string> | Iterator<string>): Promise<number> {
  let count = 0;
  while (!(await iterator.next()).done) count++;
  return count;
}

import { cleanPairs, type Pair, readLines, tsvPairs } from '@dl/text';
import { type PartName, type Parts, partsByKey } from '../parts';
import { type PackagedData, packagedPairs } from './packaged';

/** From which language into which: files have English first, then Japanese. */
export type Direction = 'ja-en' | 'en-ja';

const PARTS: readonly PartName[] = ['train', 'dev', 'test'];

/**
 * The pairs of a file of lines `English, tab, Japanese` as Tatoeba has them (further columns are passed over), a tenth each held out for
 * dev and test by what is read; or of a folder with `train.tsv`, `dev.tsv` and `test.tsv`, whose parts stay as they are, but that what is
 * held out is not learnt from.
 *
 * @throws Error for a path where nothing is; RangeError for a line without a tab by its number, and for a part without pairs
 */
export async function readPairs(path: string, direction: Direction): Promise<Parts<Pair>> {
  const { stat } = await import('node:fs/promises');
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new Error(`readPairs: ${path}: expected a file or a folder of pairs, got none`);
  }
  if (!found.isDirectory()) {
    return expectAll(path, partsOf(await readFile(path, direction)));
  }
  const [train, dev, test] = await Promise.all(
    PARTS.map((part) => readFile(`${path}/${part}.tsv`, direction)),
  );
  return expectAll(path, heldOut({ train, dev, test } as Parts<Pair>));
}

/** Pairs that npm packages hold. */
export async function messagePairs(data: PackagedData, direction: Direction): Promise<Parts<Pair>> {
  const pairs = await packagedPairs(data);
  return partsOf(
    direction === 'en-ja' ? pairs : pairs.map(([english, japanese]) => [japanese, english]),
  );
}

/** Parts by what is read: no sentence that is held out is learnt from in another translation. */
export function partsOf(pairs: readonly Pair[]): Parts<Pair> {
  return partsByKey(pairs, ([source]) => source);
}

/** Parts that somebody has made, without what is held out in `train`. */
function heldOut({ train, dev, test }: Parts<Pair>): Parts<Pair> {
  const held = new Set([...dev, ...test].map(([source]) => source));
  return { train: train.filter(([source]) => !held.has(source)), dev, test };
}

async function readFile(path: string, direction: Direction): Promise<Pair[]> {
  const { createReadStream } = await import('node:fs');
  const columns: [number, number] = direction === 'ja-en' ? [1, 0] : [0, 1];
  try {
    const lines = readLines(createReadStream(path) as never);
    return await allOf(cleanPairs(tsvPairs(lines, { columns })));
  } catch (error) {
    const { message } = error as Error;
    throw new RangeError(`readPairs: ${path}: ${message}`, { cause: error });
  }
}

function expectAll(path: string, parts: Parts<Pair>): Parts<Pair> {
  for (const name of PARTS) {
    if (parts[name].length > 0) continue;
    throw new RangeError(`readPairs: ${path}: expected pairs of the part ${name}, got none`);
  }
  return parts;
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

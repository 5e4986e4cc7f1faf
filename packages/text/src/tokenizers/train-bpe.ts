import {
  checkedLater,
  expected,
  expectFunction,
  expectPositiveInteger,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { Turns } from '@dl/core/extend';
import { expectSignal } from '../check/signal';
import { expectText } from '../check/text';
import { eachText, type Texts } from '../check/texts';
import { Bpe } from './bpe';
import { BPE_OPTIONS, type BpeOptions, END_OF_WORD, expectUnitFits } from './bpe-options';
import type { BpeUnit } from './bpe-units';
import { letterOf, writeUtf8 } from './byte-alphabet';
import { PairQueue } from './pair-queue';
import type { Merge } from './read-merges';
import { TrainingWords } from './training-words';
import { WORD_CUTTERS, type WordCutter } from './word-cutters';

export interface TrainBpeOptions extends BpeOptions {
  /** How many tokens at most: special ones, bytes or characters, and one a merge. Required. */
  size: number;
  /** How often a pair must stand in the texts to be merged. Default 2. */
  minCount?: number;
  /** Told after each merge how many tokens there are. */
  onProgress?: (tokens: number) => void;
  /** Stops the training: `trainBpe` then rejects with its reason. */
  signal?: AbortSignal;
}

const OPTIONS: OptionChecks<TrainBpeOptions> = /* @__PURE__ */ mergeChecks(BPE_OPTIONS, {
  size: checkedLater,
  minCount: expectPositiveInteger,
  onProgress: expectFunction,
  signal: expectSignal,
});

/**
 * Learns a BPE: the most frequent pair of neighbouring tokens becomes a new token, again and again. Ties go to the pair with the lower ids,
 * so the same texts always give the same tokens. Texts are counted word by word as they come, so they may be larger than memory;
 * a merge changes the counts around it alone, and nothing is counted twice.
 *
 * ```ts
 * const bpe = await trainBpe(readLines(createReadStream('corpus.txt')), { size: 8000 });
 * ```
 *
 * Order of the ids: special tokens, the 256 bytes or the characters, then the merges, as Hugging Face's trainer has it.
 *
 * @throws TypeError, RangeError for invalid texts or options, and for a size too small for the bytes or characters; what cannot work
 *   with any text is refused before one is read
 */
export async function trainBpe(texts: Texts, options: TrainBpeOptions): Promise<Bpe> {
  const where = 'trainBpe';
  const read = readOptions(where, options, OPTIONS);
  const { size, minCount = 2, onProgress, signal, ...own } = read;
  expectPositiveInteger(where, 'size', size, 2 ** 21);
  expectUnitFits(where, own);
  const { unit = 'bytes', words = 'gpt2', special = [], unknown } = own;
  const all = unknown === undefined || special.includes(unknown) ? special : [unknown, ...special];
  const isBytes = unit === 'bytes';
  expectEachOnce(where, all);
  if (isBytes) expectNoLetters(where, all, alphabetOf([], isBytes, ''), unit);
  expectSize(where, size, all.length + (isBytes ? 256 : 0), unit);
  const turns = new Turns();
  const counts = await countWords(where, eachText(where, texts), WORD_CUTTERS[words], signal);
  const suffix = words === 'whitespace' ? END_OF_WORD : '';
  const letters = alphabetOf(counts.keys(), isBytes, suffix);
  expectNoLetters(where, all, letters, unit);
  const tokens = [...all, ...letters];
  expectSize(where, size, tokens.length, unit);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const symbolsOf = isBytes ? byteSymbols(ids) : characterSymbols(ids, suffix);
  const training = new TrainingWords(
    Array.from(counts.keys(), symbolsOf),
    Array.from(counts.values()),
  );
  const queue = new PairQueue(training.pairs);
  for (const pair of training.pairs.counts.keys()) queue.push(pair);
  const merges: Merge[] = [];
  const reserved = new Set(all);
  while (tokens.length < size) {
    const pair = queue.pop();
    if (pair === undefined || (training.pairs.counts[pair] as number) < minCount) break;
    const left = tokens[training.pairs.lefts[pair] as number] as string;
    const right = tokens[training.pairs.rights[pair] as number] as string;
    const token = left + right;
    // Ordinary text never becomes a special token, and none within a word reads as the end of one.
    if (reserved.has(token)) continue;
    if (suffix !== '' && token.endsWith(suffix) && !right.endsWith(suffix)) continue;
    // Two pairs may make one token.
    const id = ids.get(token) ?? tokens.push(token) - 1;
    ids.set(token, id);
    merges.push([left, right]);
    for (const arisen of training.merge(pair, id)) queue.push(arisen);
    onProgress?.(tokens.length);
    if (turns.due()) await turns.take();
    signal?.throwIfAborted();
  }
  return new Bpe(tokens, merges, own);
}

function expectEachOnce(where: string, special: readonly string[]): void {
  const twice = special.find((token, i) => special.indexOf(token) !== i);
  if (twice === undefined) return;
  throw new RangeError(expected(`${where}: special`, 'each token once', twice));
}

function expectNoLetters(
  where: string,
  special: readonly string[],
  letters: readonly string[],
  unit: BpeUnit,
): void {
  const known = new Set(letters);
  const wrong = special.find((token) => known.has(token));
  if (wrong === undefined) return;
  const rule =
    unit === 'bytes' ? 'tokens that are no bytes' : 'tokens that are no characters of the texts';
  throw new RangeError(expected(`${where}: special`, rule, wrong));
}

function expectSize(where: string, size: number, least: number, unit: BpeUnit): void {
  if (size >= least) return;
  const rule = `at least ${least}, special tokens and ${unit}`;
  throw new RangeError(expected(`${where}: size`, rule, size));
}

async function countWords(
  where: string,
  texts: Texts,
  cutter: WordCutter,
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const turns = new Turns();
  const counts = new Map<string, number>();
  for await (const text of texts) {
    expectText(where, 'texts', text);
    for (let at = cutter.start(text, 0); at < text.length; ) {
      const end = cutter.end(text, at);
      const word = text.slice(at, end);
      counts.set(word, (counts.get(word) ?? 0) + 1);
      at = cutter.start(text, end);
    }
    if (turns.due()) await turns.take();
    signal?.throwIfAborted();
  }
  return counts;
}

/** The bytes, or the characters of all words: in the order of Unicode, those that end a word last. */
function alphabetOf(words: Iterable<string>, isBytes: boolean, suffix: string): string[] {
  if (isBytes) return Array.from({ length: 256 }, (_, byte) => letterOf(byte)).sort();
  const [within, ending] = [new Set<string>(), new Set<string>()];
  for (const word of words) {
    const characters = Array.from(word);
    if (suffix !== '') ending.add(characters.pop() as string);
    for (const character of characters) within.add(character);
  }
  return [...inOrder(within), ...inOrder(ending).map((last) => last + suffix)];
}

function inOrder(characters: Iterable<string>): string[] {
  return [...characters].sort(
    (a, b) => (a.codePointAt(0) as number) - (b.codePointAt(0) as number),
  );
}

function byteSymbols(ids: ReadonlyMap<string, number>): (word: string) => Int32Array {
  const idOf = Int32Array.from({ length: 256 }, (_, byte) => ids.get(letterOf(byte)) as number);
  return (word) => {
    const bytes = new Uint8Array(3 * word.length);
    const n = writeUtf8(word, 0, word.length, bytes);
    return Int32Array.from(bytes.subarray(0, n), (byte) => idOf[byte] as number);
  };
}

function characterSymbols(
  ids: ReadonlyMap<string, number>,
  suffix: string,
): (word: string) => Int32Array {
  return (word) => {
    const characters = Array.from(word);
    characters.push((characters.pop() as string) + suffix);
    return Int32Array.from(characters, (character) => ids.get(character) as number);
  };
}

import { describeValue, expected } from '@dl/core/check';
import { PairTable } from './pair-table';
import type { TokenTable } from './token-table';

/** A pair of tokens that becomes one. */
export type Merge = readonly [left: string, right: string];

/** More merges than any vocabulary has: their table would take 100 MB and more. */
const MOST = 2 ** 22;

/**
 * The pairs of a `merges.txt` or `vocab.bpe`: one a line, with a blank between.
 *
 * @throws RangeError for a line that is no pair, by its number
 */
export function mergesOfText(where: string, text: string): Merge[] {
  const merges: Merge[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    if (line === '' || (i === 0 && line.startsWith('#version'))) return;
    const parts = line.split(' ');
    if (parts.length !== 2 || parts[0] === '' || parts[1] === '') {
      const rule = 'two tokens with a blank between';
      throw new RangeError(expected(`${where}: merges: line ${i + 1}`, rule, line));
    }
    merges.push([parts[0] as string, parts[1] as string]);
  });
  return merges;
}

/**
 * The merges as a table of ids. Each token of more than one unit must be made by one of them: where a file was cut short,
 * every text would have other ids than the model that reads them knows, without a word.
 *
 * @param isWhole whether a token is there without a merge: it is special, or one unit
 * @throws TypeError, RangeError for merges of tokens that the vocabulary lacks, or that are too few for it
 */
export function tableOfMerges(
  where: string,
  merges: readonly Merge[],
  { table, isWhole }: { table: TokenTable; isWhole: (token: string) => boolean },
  suffix: string,
): PairTable {
  if (!Array.isArray(merges)) {
    throw new TypeError(expected(`${where}: merges`, 'pairs of tokens', merges));
  }
  const n = merges.length;
  if (n > MOST) throw new RangeError(expected(`${where}: merges`, `at most ${MOST} pairs`, n));
  const [lefts, rights, results] = [new Int32Array(n), new Int32Array(n), new Int32Array(n)];
  const idOf = (i: number, token: string): number => {
    const id = table.ids.get(token);
    if (id !== undefined) return id;
    throw new RangeError(expected(`${where}: merges.${i}`, 'tokens of the vocabulary', token));
  };
  merges.forEach((merge, i) => {
    const [left, right] = Array.isArray(merge) ? merge : [];
    if (typeof left !== 'string' || typeof right !== 'string' || merge.length !== 2) {
      throw new TypeError(expected(`${where}: merges.${i}`, 'a pair of tokens', merge));
    }
    lefts[i] = idOf(i, left);
    rights[i] = idOf(i, right);
    if (suffix !== '' && left.endsWith(suffix)) {
      throw new RangeError(expected(`${where}: merges.${i}`, 'an end of a word last', left));
    }
    results[i] = idOf(i, left + right);
  });
  const made = new Set(results);
  const lacking = table.tokens.find((token, id) => !made.has(id) && !isWhole(token));
  if (lacking !== undefined) {
    const rule = `a merge for every multi-unit token, got none for ${describeValue(lacking)}`;
    throw new RangeError(`${where}: merges: expected ${rule}: was the file cut short?`);
  }
  return new PairTable(lefts, rights, results);
}

import { expected } from '@dl/core/check';
import { expectText, expectTexts } from '../check/text';

/**
 * References as sacreBLEU has them: one list with a reference for each sentence, or several such lists. In one of several a sentence
 * may have none (`undefined`).
 */
export type References = readonly string[] | readonly (readonly (string | undefined)[])[];

/** A sentence with what it is compared with. */
export interface Compared {
  readonly hypothesis: string;
  readonly references: readonly string[];
}

/**
 * Pairs each hypothesis with its references.
 *
 * @throws TypeError for values that are not texts; RangeError for lists of different lengths, an empty corpus, a sentence without a reference
 */
export function pairUp(where: string, hypotheses: unknown, references: unknown): Compared[] {
  expectTexts(where, 'hypotheses', hypotheses);
  if (!Array.isArray(references)) {
    throw new TypeError(expected(`${where}: references`, 'an array of texts', references));
  }
  const isOne = !Array.isArray(references[0]);
  const lists: unknown[] = isOne ? [references] : references;
  const nameOf = (i: number) => (isOne ? 'references' : `references.${i}`);
  for (const [i, list] of lists.entries()) {
    expectList(where, nameOf(i), list, hypotheses.length);
  }
  if (hypotheses.length === 0) {
    throw new RangeError(`${where}: hypotheses: expected a sentence or more, got none`);
  }
  return hypotheses.map((hypothesis, i) => {
    const own = (lists as (string | undefined)[][]).map((list) => list[i]);
    const there = own.filter((reference) => reference !== undefined);
    if (there.length > 0) return { hypothesis, references: there };
    throw new RangeError(`${where}: references: expected one of sentence ${i}, got none`);
  });
}

function expectList(where: string, name: string, list: unknown, length: number): void {
  if (!Array.isArray(list)) {
    throw new TypeError(expected(`${where}: ${name}`, 'an array of texts', list));
  }
  if (list.length !== length) {
    const rule = `as many texts as hypotheses (${length})`;
    throw new RangeError(expected(`${where}: ${name}`, rule, list.length));
  }
  list.forEach((text, i) => {
    if (text !== undefined) expectText(where, `${name}.${i}`, text);
  });
}

/** How many references the sentences have, as signatures say it. */
export function referenceCount(compared: readonly Compared[]): string {
  const counts = new Set(compared.map(({ references }) => references.length));
  return counts.size === 1 ? `${[...counts][0]}` : 'var';
}

/** The sum of the sentences' statistics, number by number. */
export function sumOf(statistics: readonly (readonly number[])[]): number[] {
  const sum = new Array<number>(statistics[0]?.length ?? 0).fill(0);
  for (const own of statistics) {
    for (let i = 0; i < own.length; i++) sum[i] = (sum[i] as number) + (own[i] as number);
  }
  return sum;
}

/** What scores are of: sacreBLEU's definitions of this version, by this package. */
export const VERSION = '2.6.0-dl';

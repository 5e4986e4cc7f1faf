import { expected, expectInteger, LARGEST } from '@dl/core/check';

/** A pair of sentences as ids, without beginning and end. */
export type IdPair = readonly [source: readonly number[], target: readonly number[]];

/** Checks a pair of ids. @throws TypeError, RangeError for what is none, or has no source */
export function expectIdPair(where: string, name: string, pair: unknown): void {
  if (!Array.isArray(pair) || pair.length !== 2 || !pair.every((ids) => Array.isArray(ids))) {
    throw new TypeError(expected(`${where}: ${name}`, 'ids of a source and a target', pair));
  }
  for (const [side, ids] of (pair as unknown[][]).entries()) {
    // The text of a name that is not needed costs more than the check.
    const i = ids.findIndex(
      (id) => !(Number.isInteger(id) && (id as number) >= 0 && (id as number) <= LARGEST),
    );
    if (i >= 0) expectInteger(where, `${name}.${side}.${i}`, ids[i] as number, 0, LARGEST);
  }
  if ((pair[0] as unknown[]).length > 0) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a source with a word', pair[0]));
}

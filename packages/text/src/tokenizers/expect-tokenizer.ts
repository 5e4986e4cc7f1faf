import { expected, expectFunction, expectPositiveInteger } from '@dl/core/check';
import type { Tokenizer } from './tokenizer';

/** The ids that a tokenizer makes of a text. @throws TypeError, RangeError for one that gives anything but its own ids */
export function encodeText(
  where: string,
  name: string,
  tokenizer: Tokenizer,
  text: string,
): number[] {
  const ids: unknown = tokenizer.encode(text);
  const rule = `an array of ids under ${tokenizer.size} of its tokenizer`;
  if (!Array.isArray(ids)) throw new TypeError(expected(`${where}: ${name}`, rule, ids));
  for (const id of ids) {
    if (Number.isInteger(id) && id >= 0 && id < tokenizer.size) continue;
    throw new RangeError(expected(`${where}: ${name}`, rule, id));
  }
  return ids;
}

/** Checks a tokenizer that can be saved. @throws TypeError, RangeError */
export function expectTokenizer(where: string, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'a tokenizer', value));
  }
  const own = value as Partial<Tokenizer> & { toJSON?: unknown };
  expectFunction(where, `${name}.encode`, own.encode);
  expectFunction(where, `${name}.decode`, own.decode);
  expectFunction(where, `${name}.tokenOf`, own.tokenOf);
  expectFunction(where, `${name}.toJSON`, own.toJSON);
  expectPositiveInteger(where, `${name}.size`, own.size as number, 2 ** 24);
}

/** Its tokens, by their ids. */
export function allTokens(tokenizer: Tokenizer): string[] {
  return Array.from({ length: tokenizer.size }, (_, id) => tokenizer.tokenOf(id));
}

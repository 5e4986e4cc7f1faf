import { expected, expectFunction, expectPositiveInteger } from '@dl/core/check';
import type { Tokenizer } from '@dl/text';

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

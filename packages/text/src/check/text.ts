import { expected } from '@dl/core/check';

/**
 * Checks a text.
 *
 * @throws TypeError `Bpe.encode: text: expected a text, got 3`
 */
export function expectText(where: string, name: string, value: unknown): asserts value is string {
  if (typeof value === 'string') return;
  throw new TypeError(expected(`${where}: ${name}`, 'a text', value));
}

/**
 * Checks an array of texts.
 *
 * @throws TypeError `bleu: hypotheses.2: expected a text, got undefined`
 */
export function expectTexts(
  where: string,
  name: string,
  value: unknown,
): asserts value is readonly string[] {
  if (!Array.isArray(value)) {
    throw new TypeError(expected(`${where}: ${name}`, 'an array of texts', value));
  }
  for (let i = 0; i < value.length; i++) expectText(where, `${name}.${i}`, value[i]);
}

/**
 * Checks ids of tokens: an array, or a typed one, of integers from 0 to `size` - 1.
 *
 * @throws TypeError, RangeError `Bpe.decode: ids.4: expected an integer from 0 to 50256, got 50257`
 */
export function expectIds(where: string, name: string, ids: unknown, size: number): void {
  const { length } = Object(ids) as ArrayLike<unknown>;
  if (typeof ids !== 'object' || !Number.isSafeInteger(length) || length < 0) {
    throw new TypeError(expected(`${where}: ${name}`, 'an array of ids', ids));
  }
  for (let i = 0; i < length; i++) {
    const id = (ids as ArrayLike<unknown>)[i];
    if (!isId(id, size)) expectId(where, `${name}.${i}`, id, size);
  }
}

/** Checks one id of a token. @throws RangeError `Bpe.tokenOf: id: expected an integer from 0 to 50256, got 50257` */
export function expectId(where: string, name: string, id: unknown, size: number): void {
  if (isId(id, size)) return;
  const rule = `an integer from 0 to ${size - 1}`;
  throw new RangeError(expected(`${where}: ${name}`, rule, id));
}

function isId(id: unknown, size: number): boolean {
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < size;
}

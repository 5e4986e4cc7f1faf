import { expected } from '@dl/core/check';

/** A value of an enum or const as JSON, of one of these types. @throws TypeError, RangeError */
export function jsonOf(
  place: string,
  value: unknown,
  types: readonly string[] | undefined,
): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(expected(place, 'a value of JSON', value));
  const type = typeOf(value);
  const isInteger = type === 'number' && Number.isInteger(value);
  const fits = types?.some((own) => own === type || (own === 'integer' && isInteger)) ?? true;
  if (!fits) throw new RangeError(expected(place, `a value of type ${types?.join(' or ')}`, value));
  return text;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** What a `$ref` within a schema means: `#` or `#/$defs/name`. @throws RangeError for anything else */
export function refOf(place: string, root: unknown, ref: unknown): unknown {
  if (typeof ref !== 'string' || !/^#(?:\/|$)/.test(ref)) {
    throw new RangeError(expected(place, 'a place in this schema, such as "#/$defs/name"', ref));
  }
  let found: unknown = root;
  if (/%(?![0-9a-fA-F]{2})/.test(ref)) throw new RangeError(expected(place, 'an address', ref));
  for (const part of ref.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    const isThere = typeof found === 'object' && found !== null && Object.hasOwn(found, name);
    if (!isThere) throw new RangeError(expected(place, 'a place that there is', ref));
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { makeDelta } from './delta.mjs';

/** Puts `target` together again, as core's `applyDelta` does. */
function apply(source, delta) {
  const out = [];
  let from = 0;
  let at = 0;
  const read = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = delta[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < delta.length) {
    const move = read();
    from += move & 1 ? -(move + 1) / 2 : move / 2;
    const length = read();
    out.push(...source.subarray(from, from + length));
    from += length;
    const own = read();
    out.push(...delta.subarray(at, at + own));
    at += own;
  }
  return Buffer.from(out);
}

describe('makeDelta', () => {
  test.each([
    ['the same', 'abcdefghij', 'abcdefghij'],
    ['nothing in common', 'abcdefghij', '0123456789'],
    ['an insertion', 'abcdefghijklmnop', 'abcdefghXYZijklmnop'],
    ['a removal', 'abcdefghijklmnop', 'abcdefmnop'],
    ['pieces in another order', 'abcdefghijklmnop', 'ijklmnopabcdefgh'],
    ['an end of its own', 'abcdefgh', 'abcdefgh!'],
    ['an empty source', '', 'abc'],
    ['an empty target', 'abc', ''],
  ])('brings back %s', (_, source, target) => {
    const delta = makeDelta(Buffer.from(source), Buffer.from(target));
    expect(apply(Buffer.from(source), delta).toString()).toBe(target);
  });

  test('writes a few changed bytes of a long file in a few bytes', async () => {
    const source = await readFile(new URL(import.meta.url));
    const target = Buffer.from(source);
    for (let i = 100; i < target.length; i += 400) target[i] ^= 0x55;
    const delta = makeDelta(source, target);
    expect(apply(source, delta).equals(target)).toBe(true);
    expect(delta.length).toBeLessThan(target.length / 10);
  });
});

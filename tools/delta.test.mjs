import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { applyDelta } from '../packages/core/src/wasm/instantiate.ts';
import { makeDelta } from './delta.mjs';

/** As core does at load. */
const apply = (source, delta) => Buffer.from(applyDelta(source, delta));

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

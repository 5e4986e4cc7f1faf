import { describe, expect, test } from 'vitest';
import { indexedDbStore } from './indexed-db-store';

const missing = globalThis.indexedDB === undefined;

describe.skipIf(missing)('indexedDbStore in a browser', () => {
  test('reads what was written, of a view its own part only', async () => {
    const store = indexedDbStore('a test');
    await store.remove();
    expect(store.where).toBe('IndexedDB dl/a test');
    expect(await store.read()).toBeUndefined();
    await store.write(Uint8Array.of(1, 2, 3, 4).subarray(1, 3));
    const read = await store.read();
    expect(read).toEqual(Uint8Array.of(2, 3));
    expect(read?.buffer.byteLength).toBe(2);
    await store.write(Uint8Array.of(9));
    expect(await indexedDbStore('a test').read()).toEqual(Uint8Array.of(9));
    await store.remove();
    await store.remove();
    expect(await store.read()).toBeUndefined();
  });

  test('names do not meet, and writes at one time leave one of them whole', async () => {
    const [a, b] = [indexedDbStore('a'), indexedDbStore('b')];
    await Promise.all([1, 2, 3].map((fill) => a.write(new Uint8Array(100_000).fill(fill))));
    await b.write(Uint8Array.of(7));
    const bytes = await a.read();
    expect(bytes?.length).toBe(100_000);
    expect(bytes?.every((byte) => byte === bytes[0])).toBe(true);
    expect(await b.read()).toEqual(Uint8Array.of(7));
    await Promise.all([a.remove(), b.remove()]);
  });

  test.skipIf(globalThis.SharedArrayBuffer === undefined)('takes shared memory', async () => {
    const store = indexedDbStore('shared');
    await store.write(new Uint8Array(new SharedArrayBuffer(3)).fill(5));
    expect(await store.read()).toEqual(Uint8Array.of(5, 5, 5));
    await store.remove();
  });

  test('refuses what are no bytes', async () => {
    await expect(indexedDbStore('a').write([1] as never)).rejects.toThrow(
      'indexedDbStore.write: bytes: expected a Uint8Array, got [1]',
    );
  });
});

describe('indexedDbStore', () => {
  test('asks for a name', () => {
    expect(() => indexedDbStore('')).toThrow('indexedDbStore: name: expected a name, got ""');
  });

  test.runIf(missing)('says what to use outside of a browser', () => {
    expect(() => indexedDbStore('a')).toThrow(
      'indexedDbStore: expected a browser, got a runtime without IndexedDB; use fileStore',
    );
  });
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileStore } from './file-store';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-file-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('fileStore', () => {
  test('reads what was written, as the file holds it', async () => {
    const path = join(folder, 'new', 'folder', 'a.bin');
    const store = fileStore(path);
    expect(store.where).toBe(`file ${path}`);
    expect(await store.read()).toBeUndefined();
    await store.write(Uint8Array.of(1, 2, 3, 4).subarray(1, 3));
    expect([...(await readFile(path))]).toEqual([2, 3]);
    const read = await store.read();
    expect(read).toEqual(Uint8Array.of(2, 3));
    expect(read?.constructor).toBe(Uint8Array);
    await store.write(new Uint8Array(0));
    expect(await store.read()).toEqual(new Uint8Array(0));
  });

  test('remove forgets the file, and may be called again', async () => {
    const store = fileStore(join(folder, 'a.bin'));
    await store.write(Uint8Array.of(1));
    await store.remove();
    await store.remove();
    expect(await store.read()).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  test('writes at one time leave one whole file and nothing else', async () => {
    const store = fileStore(join(folder, 'a.bin'));
    const fills = [1, 2, 3, 4, 5, 6, 7];
    await Promise.all(fills.map((fill) => store.write(new Uint8Array(100_000).fill(fill))));
    const bytes = await store.read();
    expect(bytes?.length).toBe(100_000);
    expect(bytes?.every((byte) => byte === bytes[0])).toBe(true);
    expect(await readdir(folder)).toEqual(['a.bin']);
  });

  test('a write that fails leaves the old bytes and no temporary file', async () => {
    await mkdir(join(folder, 'taken'));
    const taken = fileStore(join(folder, 'taken'));
    await expect(taken.write(Uint8Array.of(1))).rejects.toThrow(
      `fileStore.write: expected a file that can be written at ${join(folder, 'taken')}, got EISDIR`,
    );
    expect(await readdir(folder)).toEqual(['taken']);
    const store = fileStore(join(folder, 'a.bin'));
    await store.write(Uint8Array.of(1));
    await expect(store.write('text' as never)).rejects.toThrow(
      'fileStore.write: bytes: expected a Uint8Array, got "text"',
    );
    expect(await store.read()).toEqual(Uint8Array.of(1));
  });

  test('says what it could not do', async () => {
    await writeFile(join(folder, 'file'), 'x');
    const below = fileStore(join(folder, 'file', 'a.bin'));
    await expect(below.read()).rejects.toThrow(
      'fileStore.read: expected a file that can be read at',
    );
    await expect(below.write(Uint8Array.of(1))).rejects.toThrow(
      /at .*a\.bin, got (EEXIST|ENOTDIR)/,
    );
    await expect(fileStore(folder).read()).rejects.toThrow('got EISDIR');
    await expect(fileStore(folder).remove()).rejects.toThrow('fileStore.remove: expected a file');
    expect(() => fileStore('')).toThrow('fileStore: path: expected the path of a file, got ""');
  });

  test('says what to use where there is no file system', () => {
    const { process } = globalThis;
    try {
      Object.assign(globalThis, { process: undefined });
      expect(() => fileStore('a.bin')).toThrow(
        'fileStore: expected Node, got a runtime without node:fs/promises; use indexedDbStore',
      );
    } finally {
      Object.assign(globalThis, { process });
    }
  });
});

test('writes that nobody waited for take their turns: the last one stays', async () => {
  const path = join(folder, 'a.bin');
  const writes = Array.from({ length: 12 }, (_, i) =>
    // Of another store on the same file, and the earlier the longer.
    fileStore(path).write(new Uint8Array(i === 11 ? 1 : 3e6 - i * 2e5).fill(i)),
  );
  await Promise.all(writes);
  expect(await fileStore(path).read()).toEqual(Uint8Array.of(11));
  expect(await readdir(folder)).toEqual(['a.bin']);
});

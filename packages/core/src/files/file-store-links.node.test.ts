import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileStore } from './file-store';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-file-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

const isLink = async (path: string) => (await lstat(path)).isSymbolicLink();

describe.skipIf(process.platform === 'win32')('fileStore', () => {
  test.each([0o600, 0o666, 0o640])('keeps the permissions %i of a file', async (mode) => {
    const path = join(folder, 'a.bin');
    await writeFile(path, 'x');
    await chmod(path, mode);
    await fileStore(path).write(Uint8Array.of(2));
    expect((await stat(path)).mode & 0o777).toBe(mode);
    const fresh = join(folder, 'new.bin');
    await fileStore(fresh).write(Uint8Array.of(2));
    expect((await stat(fresh)).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test('writes, reads and removes what a link points to', async () => {
    const [real, link] = [join(folder, 'disk', 'real.bin'), join(folder, 'link.bin')];
    await fileStore(real).write(Uint8Array.of(1));
    await symlink(real, link);
    const store = fileStore(link);
    await store.write(Uint8Array.of(2));
    expect(await isLink(link)).toBe(true);
    expect([...(await readFile(real))]).toEqual([2]);
    expect(await readdir(join(folder, 'disk'))).toEqual(['real.bin']);
    expect(await store.read()).toEqual(Uint8Array.of(2));
    await store.remove();
    await store.remove();
    expect(await isLink(link)).toBe(true);
    expect(await readdir(join(folder, 'disk'))).toEqual([]);
    expect(await store.read()).toBeUndefined();
  });

  test('makes the file of a link that points to nothing yet', async () => {
    const [real, link] = [join(folder, 'disk', 'new', 'real.bin'), join(folder, 'link.bin')];
    await symlink(join('disk', 'new', 'real.bin'), link);
    await symlink('link.bin', join(folder, 'second.bin'));
    await fileStore(join(folder, 'second.bin')).write(Uint8Array.of(3));
    expect(await isLink(link)).toBe(true);
    expect([...(await readFile(real))]).toEqual([3]);
  });

  test('says where links go in a circle, and leaves them', async () => {
    const [a, b, c] = [join(folder, 'a.bin'), join(folder, 'b.bin'), join(folder, 'c.bin')];
    await symlink(b, a);
    await symlink(a, b);
    await symlink('missing/../c.bin', c);
    const reason = 'got Error: a circle of links';
    for (const path of [a, c, join(a, 'd.bin')]) {
      const store = fileStore(path);
      const what = 'expected a file that can be';
      await expect(store.write(Uint8Array.of(1))).rejects.toThrow(
        `fileStore.write: ${what} written at ${path}, ${reason}`,
      );
      await expect(store.remove()).rejects.toThrow(
        `fileStore.remove: ${what} removed at ${path}, ${reason}`,
      );
    }
    expect((await readdir(folder)).sort()).toEqual(['a.bin', 'b.bin', 'c.bin']);
  });

  test('writes to one file by several names take their turns', async () => {
    await mkdir(join(folder, 'disk'));
    await symlink('disk', join(folder, 'other'));
    await symlink(join('disk', 'a.bin'), join(folder, 'link.bin'));
    const names = ['disk/a.bin', 'other/a.bin', 'disk/../other/a.bin'];
    const writes = Array.from({ length: 12 }, (_, i) =>
      fileStore(join(folder, i === 11 ? 'link.bin' : (names[i % 3] as string))).write(
        // The earlier the longer.
        new Uint8Array(i === 11 ? 1 : 3e6 - i * 2e5).fill(i),
      ),
    );
    await Promise.all(writes);
    expect([...(await readFile(join(folder, 'disk', 'a.bin')))]).toEqual([11]);
    expect(await readdir(join(folder, 'disk'))).toEqual(['a.bin']);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileStore } from './file-store';
import { temporaryName } from './temporary-files';

let folder = '';
let others: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-temporary-'));
});
afterEach(async () => {
  for (const other of others) other.kill('SIGKILL');
  others = [];
  await rm(folder, { recursive: true });
});

/** Another process on this machine, running until it is killed. */
async function startOther(): Promise<ChildProcess & { pid: number }> {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  others.push(other);
  await once(other, 'spawn');
  return other as ChildProcess & { pid: number };
}

/** The temporary file of a write of `a.ckpt` by the process `pid`, in this place or another. */
async function leave(pid: number, place?: string): Promise<string> {
  const name = basename(temporaryName(join(folder, 'a.ckpt')));
  const [, own] = /^a\.ckpt\.([\da-f]{8})-\d+-/.exec(name) as unknown as [string, string];
  const left = name.replace(`${own}-${process.pid}-`, `${place ?? own}-${pid}-`);
  await writeFile(join(folder, left), 'half');
  return left;
}

const yesterday = Date.now() / 1000 - 25 * 60 * 60;
const age = (name: string) => utimes(join(folder, name), yesterday, yesterday);

test('what a killed process left goes at the next write', async () => {
  const other = await startOther();
  await leave(other.pid);
  const killed = once(other, 'exit');
  other.kill('SIGKILL');
  await killed;
  await fileStore(join(folder, 'a.ckpt')).write(Uint8Array.of(1));
  expect(await readdir(folder)).toEqual(['a.ckpt']);
});

test('a write that is under way is left alone, here, in another process and on another machine', async () => {
  const other = await startOther();
  const kept = [
    await leave(process.pid),
    await leave(other.pid),
    await leave(1), // of another user, or not to be asked
    await leave(2 ** 22 + 1, '00000000'),
  ];
  await fileStore(join(folder, 'a.ckpt')).write(Uint8Array.of(1));
  expect((await readdir(folder)).sort()).toEqual(['a.ckpt', ...kept].sort());
});

test('what nothing has changed for a day goes; other files do not', async () => {
  const old = [await leave(process.pid), await leave(5, '00000000'), 'a.ckpt.0123abcd.tmp'];
  const kept = ['a.ckpt.tmp', 'b.ckpt.0123abcd.tmp', 'a.ckpt.0123abcd.tmp.txt', 'a.ckpt.backup'];
  for (const name of [...old.slice(2), ...kept]) await writeFile(join(folder, name), 'x');
  for (const name of [...old, ...kept]) await age(name);
  await writeFile(join(folder, 'a.ckpt.89abcdef.tmp'), 'of an earlier version, and young');
  await fileStore(join(folder, 'a.ckpt')).write(Uint8Array.of(1));
  const wanted = ['a.ckpt', 'a.ckpt.89abcdef.tmp', ...kept];
  expect((await readdir(folder)).sort()).toEqual(wanted.sort());
});

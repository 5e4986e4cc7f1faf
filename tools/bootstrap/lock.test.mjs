import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { inFolder } from '../fixture.mjs';
import { readLock, withLock } from './lock.mjs';

/** A process that has ended. */
async function endedProcess() {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('close', resolve));
  return child.pid;
}

/** A promise and what ends it: Node 20 has no `Promise.withResolvers`. */
function gate() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('withLock', () => {
  test('runs one after the other, and says who is waited for', () =>
    inFolder({}, async (root) => {
      const file = path.join(root, 'below/lock');
      const events = [];
      const one = (name) =>
        withLock(
          file,
          async () => {
            events.push(`${name} in`);
            await sleep(50);
            events.push(`${name} out`);
            return name;
          },
          { every: 5, onWait: (owner) => events.push(owner) },
        );
      expect(await Promise.all([one('a'), one('b')])).toEqual(['a', 'b']);
      const [first, second] = events[0] === 'a in' ? ['a', 'b'] : ['b', 'a'];
      expect(events.filter((event) => typeof event === 'string')).toEqual([
        `${first} in`,
        `${first} out`,
        `${second} in`,
        `${second} out`,
      ]);
      expect(events.filter((event) => event === process.pid)).toHaveLength(1);
      expect(existsSync(file)).toBe(false);
    }));

  test('is free again after an error', () =>
    inFolder({}, async (root) => {
      const file = path.join(root, 'lock');
      const fails = withLock(file, () => Promise.reject(new Error('no network')));
      await expect(fails).rejects.toThrow('no network');
      expect(await withLock(file, () => 1)).toBe(1);
    }));

  test('takes over what a process that has ended left behind, by many at once', () =>
    inFolder({}, async (root) => {
      const file = path.join(root, 'lock');
      await writeFile(file, `${await endedProcess()}`);
      let inside = 0;
      const work = async () => {
        expect(++inside).toBe(1);
        await sleep(5);
        inside--;
      };
      const all = Array.from({ length: 8 }, () => withLock(file, work, { every: 2 }));
      await Promise.all(all);
    }));

  test('takes over what nobody has touched for long: the id may be that of another program by now', () =>
    inFolder({}, async (root) => {
      const file = path.join(root, 'lock');
      await writeFile(file, `${process.ppid}`);
      const old = new Date(Date.now() - 10_000);
      await utimes(file, old, old);
      const read = () => readFile(file, 'utf8');
      expect(await withLock(file, read, { gone: 5000 })).toBe(`${process.pid}`);
    }));

  test('leaves a new lock alone where it has read the old one', () =>
    inFolder({}, async (root) => {
      const file = path.join(root, 'lock');
      await writeFile(file, `${await endedProcess()}`);
      const events = [];
      const [earlyIsIn, lateHasRead] = [gate(), gate()];
      /** Tells at first what was there before another took it over. */
      const read = async (name) => {
        const lock = await readLock(name);
        if (events.push('read') === 1) {
          lateHasRead.resolve();
          await earlyIsIn.promise;
        }
        return lock;
      };
      const late = withLock(file, () => events.push('late in'), { every: 5, read });
      await lateHasRead.promise;
      await withLock(file, async () => {
        earlyIsIn.resolve();
        await sleep(100);
        events.push('early out');
      });
      await late;
      expect(events.filter((event) => event !== 'read')).toEqual(['early out', 'late in']);
      expect(existsSync(`${file}.sweep`)).toBe(false);
    }));

  test('gives back no lock that another has taken over', () =>
    inFolder({}, async (root) => {
      const file = path.join(root, 'lock');
      await withLock(file, () => rm(file).then(() => writeFile(file, `${process.ppid}`)));
      expect(await readFile(file, 'utf8')).toBe(`${process.ppid}`);
    }));
});

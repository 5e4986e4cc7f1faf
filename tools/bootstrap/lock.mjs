/**
 * One at a time in a clone: a lock is a file with its owner's process id, which the owner touches while it works. It is no
 * package's, for nothing is installed yet where it is needed.
 */
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT = 2000;
/** An owner that has not touched it for so long is gone, or on a machine that is. */
const GONE = 60_000;

/**
 * Runs `work` while no other process runs something under `file`; until then it waits. `onWait` is called once, with the
 * owner's process id, where it has to.
 */
export async function withLock(file, work, { onWait = () => {}, every = 250, gone = GONE } = {}) {
  await mkdir(path.dirname(file), { recursive: true });
  let said = false;
  while (!(await take(file))) {
    const owner = await ownerOf(file, gone);
    if (owner === undefined) continue;
    if (!said) onWait(owner);
    said = true;
    await sleep(every);
  }
  const release = () => rm(file, { force: true });
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, BEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await release();
  }
}

async function take(file) {
  try {
    await writeFile(file, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The id of the process that holds the lock; undefined if it is free, or was left behind, in which case it is removed. */
async function ownerOf(file, gone) {
  try {
    const { mtimeMs } = await stat(file);
    const owner = Number(await readFile(file, 'utf8'));
    if (Date.now() - mtimeMs < gone && isRunning(owner)) return owner;
    // Two may find it at once: it is renamed by one of them, and put back if it is a new one by now.
    const aside = `${file}.${process.pid}`;
    await rename(file, aside);
    if (Number(await readFile(aside, 'utf8')) !== owner) await rename(aside, file);
    else await rm(aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return undefined;
}

/** An id that is not written yet is that of a process which runs. */
function isRunning(id) {
  if (!(id > 0)) return true;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

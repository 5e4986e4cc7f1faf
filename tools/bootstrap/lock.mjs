/**
 * One at a time in a clone: a lock is a file with its owner's process id, which the owner touches while it works. Written here,
 * because it runs before any package is installed.
 */
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT = 2000;
/** An owner that has not touched it for so long is gone, or on a machine that is. */
const GONE = 60_000;

/**
 * Runs `work` while no other process runs something under `file`; until then it waits. `onWait` is called once, with the
 * owner's process id, where it has to. `read` is for tests: what a lock says, which may take long.
 */
export async function withLock(
  file,
  work,
  { onWait = () => {}, every = 250, gone = GONE, read = readLock } = {},
) {
  await mkdir(path.dirname(file), { recursive: true });
  let said = false;
  while (!(await take(file))) {
    const lock = await read(file);
    if (lock === undefined) continue;
    if (holds(lock, gone)) {
      if (!said) onWait(lock.owner);
      said = true;
    } else if (await sweep(file, lock, gone)) continue;
    await sleep(every);
  }
  const beat = setInterval(() => touch(file).catch(() => {}), BEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readLock(file))?.owner === process.pid) await rm(file, { force: true });
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

/** Runs `use` with the lock's open file, so that all it learns is of one lock; undefined if there is none. */
async function withFile(file, flags, use) {
  let handle;
  try {
    handle = await open(file, flags);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** Whose a lock is, when it was touched, and which file it is; undefined if there is none. */
export function readLock(file) {
  return withFile(file, 'r', async (handle) => {
    const { ino, mtimeMs } = await handle.stat();
    return { owner: Number(await handle.readFile('utf8')), touched: mtimeMs, id: ino };
  });
}

/** Says that its owner still works, if that is this process: another may have taken over what it had not touched for long. */
function touch(file) {
  return withFile(file, 'r+', async (handle) => {
    if (Number(await handle.readFile('utf8')) !== process.pid) return;
    const now = new Date();
    await handle.utimes(now, now);
  });
}

function holds({ owner, touched }, gone) {
  return Date.now() - touched < gone && isRunning(owner);
}

/**
 * Removes a lock that was left behind: by one process at a time, and only while it is the very file that was read. True if
 * this process has tried; false while another does.
 */
async function sweep(file, left, gone) {
  const broom = `${file}.sweep`;
  if (!(await take(broom))) {
    // Nobody sweeps for long: this one ended at it.
    const other = await readLock(broom);
    if (other !== undefined && !holds(other, gone)) await rm(broom, { force: true });
    return false;
  }
  try {
    const lock = await readLock(file);
    if (lock?.id === left.id && !holds(lock, gone)) await rm(file, { force: true });
    return true;
  } finally {
    await rm(broom, { force: true });
  }
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

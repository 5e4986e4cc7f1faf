import { builtin } from './node-files';
import { removeStale, temporaryName } from './temporary-files';

type Files = typeof import('node:fs/promises');

/** A file that is open for writing. */
export type OpenFile = Awaited<ReturnType<Files['open']>>;

/**
 * Puts a new file in the place of `target` (Node), at once: `write` fills a temporary one beside it, which goes onto the disk and then takes
 * its name. Whoever reads finds the old bytes or the new ones; the file keeps its permissions, and folders on the way are made. Where
 * `write` fails, the old file stays.
 *
 * @throws Error where there is no file system; as `write`
 */
export async function replaceFile(
  target: string,
  write: (file: OpenFile) => Promise<void>,
): Promise<void> {
  const [fs, path] = [builtin('node:fs/promises'), builtin('node:path')];
  if (fs === undefined || path === undefined) {
    throw new Error('replaceFile: expected Node, got a runtime without files');
  }
  const mode = await fs.stat(target).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  const temporary = temporaryName(target);
  const folder = path.dirname(target);
  try {
    await fs.mkdir(folder, { recursive: true });
    await removeStale(target);
    const handle = await fs.open(temporary, 'wx', mode);
    try {
      // `open` takes the bits of the process's umask off.
      if (mode !== undefined) await handle.chmod(mode);
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(fs, folder);
}

/** Puts the new name itself onto the disk, where the system can do that. */
async function syncFolder(fs: Files, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows opens no folders; the file is in place all the same.
  }
}

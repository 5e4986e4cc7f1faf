import { expected } from '../check/describe';
import { isArrayOf } from '../check/realm';
import { builtin, codeOf, readFrom, writeTo } from './node-files';
import { replaceFile } from './replace-file';
import type { ByteStore } from './store';

/**
 * Keeps bytes in the file at `path` (Node), 2 GiB and more too. Folders on the way are made when it is written. A write
 * goes to a temporary file beside it, onto the disk, and then takes its place at once: whoever reads,
 * and whatever is cut off, finds the old bytes or the new ones; the file keeps its permissions. What a killed write left is
 * removed by the next one. Writes of one process that nobody waited for take their turns: the last one stays. Where `path` is
 * a symbolic link, what it points to is read, written and removed, and the link stays.
 *
 * @throws RangeError if `path` is empty; Error if there is no file system
 */
export function fileStore(path: string): ByteStore {
  if (typeof path !== 'string' || path === '') {
    throw new RangeError(expected('fileStore: path', 'the path of a file', path));
  }
  const where = `file ${path}`;
  const fs = needed('node:fs/promises');
  const { lstatSync, readlinkSync } = needed('node:fs');
  const { basename, dirname, resolve } = needed('node:path');
  const file = resolve(path); // a later change of the working directory does not move it

  async function write(bytes: Uint8Array): Promise<void> {
    if (!isArrayOf(bytes, 'Uint8Array')) {
      throw new TypeError(expected('fileStore.write: bytes', 'a Uint8Array', bytes));
    }
    try {
      await inTurn(target(), (own) => replaceFile(own, (handle) => writeTo(handle, bytes)));
    } catch (error) {
      throw failure('write', 'a file that can be written', path, error);
    }
  }

  /**
   * The file that is meant: links are followed, to a file that is not there yet too. At once, since writes take their turns in
   * the order in which they were asked for.
   */
  function target(): string {
    let links = 0;
    const follow = (path: string): string => {
      const folder = dirname(path);
      if (folder === path) return path;
      const own = resolve(follow(folder), basename(path));
      if (!lstatSync(own, { throwIfNoEntry: false })?.isSymbolicLink()) return own;
      if (++links > MOST_LINKS) throw new Error('a circle of links');
      return follow(resolve(dirname(own), readlinkSync(own)));
    };
    return follow(file);
  }

  return {
    where,
    async read() {
      try {
        const handle = await fs.open(file, 'r');
        try {
          const { size } = await handle.stat();
          return await readFrom(`fileStore.read: ${where}`, handle, 0, size);
        } finally {
          await handle.close();
        }
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        if (codeOf(error) === undefined) throw error;
        throw failure('read', 'a file that can be read', path, error);
      }
    },
    write,
    async remove() {
      try {
        await inTurn(target(), (own) => fs.rm(own, { force: true }));
      } catch (error) {
        throw failure('remove', 'a file that can be removed', path, error);
      }
    },
  };
}

/** As Linux follows. */
const MOST_LINKS = 40;

/** What each file waits for: writes take their turns. Of core's ESM and CJS builds, which may meet in one process. */
const KEY = Symbol.for('@dl/core/file-queues');
const place = globalThis as { [KEY]?: Map<string, Promise<unknown>> };

function inTurn<T>(file: string, work: (file: string) => Promise<T>): Promise<T> {
  place[KEY] ??= new Map();
  const queues = place[KEY];
  const own = (queues.get(file) ?? Promise.resolve()).then(() => work(file));
  const settled: Promise<unknown> = own
    .catch(() => undefined)
    .then(() => {
      if (queues.get(file) === settled) queues.delete(file);
    });
  queues.set(file, settled);
  return own;
}

function needed<Name extends Parameters<typeof builtin>[0]>(name: Name) {
  const found = builtin(name);
  if (found === undefined) {
    throw new Error(`fileStore: expected Node, got a runtime without ${name}; use indexedDbStore`);
  }
  return found;
}

function failure(verb: string, what: string, path: string, cause: unknown): Error {
  const reason = codeOf(cause) ?? String(cause);
  return new Error(`fileStore.${verb}: expected ${what} at ${path}, got ${reason}`, { cause });
}

import { expected } from '../check/describe';
import type { ByteStore } from './store';

/**
 * Keeps bytes in the file at `path` (Node). Folders on the way are made when it is written. A write
 * goes to a temporary file beside it, onto the disk, and then takes its place at once: whoever reads,
 * and whatever is cut off, finds the old bytes or the new ones.
 *
 * @throws RangeError if `path` is empty; Error if there is no file system
 */
export function fileStore(path: string): ByteStore {
  if (typeof path !== 'string' || path === '') {
    throw new RangeError(expected('fileStore: path', 'the path of a file', path));
  }
  const where = `file ${path}`;
  const fs = builtin('node:fs/promises');
  const { dirname, resolve } = builtin('node:path');
  const file = resolve(path); // a later change of the working directory does not move it

  return {
    where,
    async read() {
      try {
        const { buffer, byteOffset, byteLength } = await fs.readFile(file);
        return new Uint8Array(buffer, byteOffset, byteLength);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw failure('read', 'a file that can be read', path, error);
      }
    },
    async write(bytes) {
      if (!(bytes instanceof Uint8Array)) {
        throw new TypeError(expected('fileStore.write: bytes', 'a Uint8Array', bytes));
      }
      const temporary = `${file}.${crypto.randomUUID().slice(0, 8)}.tmp`;
      try {
        await fs.mkdir(dirname(file), { recursive: true });
        const handle = await fs.open(temporary, 'wx');
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await fs.rename(temporary, file);
      } catch (error) {
        await fs.rm(temporary, { force: true }).catch(() => undefined);
        throw failure('write', 'a file that can be written', path, error);
      }
      await syncFolder(dirname(file));
    },
    async remove() {
      try {
        await fs.rm(file, { force: true });
      } catch (error) {
        throw failure('remove', 'a file that can be removed', path, error);
      }
    },
  };

  /** Puts the new name itself onto the disk, where the system can do that. */
  async function syncFolder(folder: string): Promise<void> {
    try {
      const handle = await fs.open(folder, 'r');
      await handle.sync().finally(() => handle.close());
    } catch {
      // Windows opens no folders; the file is in place all the same.
    }
  }
}

interface Builtins {
  'node:fs/promises': typeof import('node:fs/promises');
  'node:path': typeof import('node:path');
}

/** A module of Node's own. Asked of the process, so that no bundler for browsers meets its name. */
function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const found = globalThis.process?.getBuiltinModule?.(name);
  if (found === undefined) {
    throw new Error(`fileStore: expected Node, got a runtime without ${name}; use indexedDbStore`);
  }
  return found as Builtins[Name];
}

function failure(verb: string, what: string, path: string, cause: unknown): Error {
  const reason = codeOf(cause) ?? String(cause);
  return new Error(`fileStore.${verb}: expected ${what} at ${path}, got ${reason}`, { cause });
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

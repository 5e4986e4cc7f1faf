import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Calls `use` with an empty folder, a `signal` that ends with the work, and `onClose`, which takes what is to be shut
 * down. Whatever happens, an interrupt included, the folder is gone afterwards and all of that is shut down.
 */
export async function inWorkFolder(use) {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'release-')));
  const controller = new AbortController();
  const closers = [];
  let closed;
  const close = () => {
    closed ??= (async () => {
      controller.abort();
      for (const closer of closers.reverse()) await Promise.resolve(closer()).catch(() => {});
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    })();
    return closed;
  };
  let interrupted = false;
  const interrupt = (name) => {
    interrupted = true;
    close().finally(() => process.exit(name === 'SIGINT' ? 130 : 143));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await use({
      folder,
      signal: controller.signal,
      onClose: (closer) => void (closed ? closer() : closers.push(closer)),
    });
  } finally {
    await close();
    if (interrupted) await new Promise(() => {}); // the process ends above; nothing more is to be said
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

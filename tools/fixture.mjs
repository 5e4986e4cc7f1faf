import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Writes `files` (path → text, or an object to be written as JSON) into a new folder, calls `use` on it, removes it. */
export async function inFolder(files, use) {
  const root = await mkdtemp(path.join(tmpdir(), 'tools-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(root, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    }
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

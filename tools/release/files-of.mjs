import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** All files below `folder`, as paths with `/` relative to it, sorted. */
export async function filesOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}

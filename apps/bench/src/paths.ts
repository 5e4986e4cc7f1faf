import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root; this file runs from `src/` in tests and from `dist/` else. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A module of the repository that is loaded as it is, never bundled: it finds its own files. */
export async function load<T>(file: string): Promise<T> {
  return (await import(pathToFileURL(path.join(ROOT, file)).href)) as T;
}

import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The folder of an npm package that is installed. @throws Error if it is not */
export function packageFolder(name: string): string {
  return path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

/**
 * Checks that data are those that were looked through when their loader was written.
 *
 * @throws Error if they have another SHA-256 hash
 */
export function expectHash(name: string, data: Uint8Array | string, sha256: string): void {
  const found = createHash('sha256').update(data).digest('hex');
  if (found !== sha256) {
    throw new Error(`${name}: expected sha256 ${sha256}, got ${found} (length ${data.length})`);
  }
}

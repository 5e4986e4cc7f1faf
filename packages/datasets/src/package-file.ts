import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The folder of an npm package that holds data. A person installs those whose data are wanted: they are optional peers.
 *
 * @param where what errors begin with
 * @param file one that it exports, in its folder
 * @throws Error that says what to install
 */
export function packageFolder(where: string, name: string, file = 'package.json'): string {
  let found: string;
  try {
    found = createRequire(import.meta.url).resolve(path.posix.join(name, file));
  } catch {
    const rule = `the npm package ${name}`;
    throw new Error(`${where}: expected ${rule}, got none: npm install ${name}`);
  }
  return path.dirname(found);
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

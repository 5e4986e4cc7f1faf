/**
 * What was made of what: a file that a tool makes holds the fingerprint of all that it was made from, so that it is made
 * anew only where one of these has changed.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Of files (paths), folders (all files below) and `versions`, whatever else it depends on, in 16 letters. */
export async function fingerprint(paths, versions = []) {
  const hash = createHash('sha256').update(JSON.stringify(versions));
  for (const name of paths) {
    for (const file of await filesOf(name)) {
      const text = await readFile(path.join(name, file));
      hash.update(`\0${path.basename(name)}/${file.replaceAll('\\', '/')}\0${text.length}\0`);
      hash.update(text);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(name) {
  try {
    const entries = await readdir(name, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files
      .map((entry) => path.relative(name, path.join(entry.parentPath, entry.name)))
      .sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return [''];
    throw error;
  }
}

/** The line that such a file begins with. */
export function noteOf(tool, source, print) {
  return `// Made by tools/${tool} from ${source} (${print}); not to be edited.`;
}

/** Whether `file` was made of what has this fingerprint. */
export async function isMade(file, print) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.slice(0, text.indexOf('\n')).includes(`(${print})`);
}

/** Writes a file whole: what another process reads, or finds after this one was stopped, is the old one or the new one. */
export async function writeWhole(file, contents) {
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, contents);
  await rename(part, file);
}

/** The same where it differs from what is there, so that what is made of it stays up to date. */
export async function writeChanged(file, contents) {
  const there = await readFile(file).catch(() => undefined);
  if (!there?.equals(Buffer.from(contents))) await writeWhole(file, contents);
}

import { readText } from '../writing/read-text';

/** What can be searched at once. */
const MOST = 20_000;

/** The lines of a file that have words. @throws as `readText`; RangeError for none, and for too many */
export async function readLines(path: string): Promise<string[]> {
  const lines = (await readText(path)).split('\n').map((line) => line.trim());
  const own = lines.filter((line) => /[\p{L}\p{N}]/u.test(line));
  if (own.length > 0 && own.length <= MOST) return own;
  const rule = `from 1 to ${MOST.toLocaleString('en-US')} lines with words`;
  throw new RangeError(`--text ${path}: expected ${rule}, got ${own.length}`);
}

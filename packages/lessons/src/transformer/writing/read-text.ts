/** What is too large to be held as a list of ids beside the text. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * The text of a file, its line ends as `\n`.
 *
 * @throws Error where there is no such file; RangeError for one that is empty, larger than 64 MiB, or no text in UTF-8
 */
export async function readText(path: string): Promise<string> {
  const { readFile, stat } = await import('node:fs/promises');
  const refuse = (rule: string, got: string, cause?: unknown) =>
    new RangeError(`--text ${path}: expected ${rule}, got ${got}`, { cause });
  const about = await stat(path).catch((cause) => {
    throw refuse('a file that can be read', (cause as NodeJS.ErrnoException).code ?? 'none', cause);
  });
  if (!about.isFile()) throw refuse('a file', 'a folder or a device');
  if (about.size === 0) throw refuse('a text', 'an empty file');
  if (about.size > MOST_BYTES) throw refuse('at most 64 MiB', `${about.size} bytes`);
  const bytes = await readFile(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse('a text in UTF-8', 'bytes that are none', cause);
  }
  if (text.includes('\0')) throw refuse('a text', 'binary data: it has a zero byte');
  return text.replace(/\r\n?/g, '\n');
}

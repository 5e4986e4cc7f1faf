import { expected, expectPositiveInteger, type OptionChecks, readOptions } from '@dl/core/check';
import { expectText } from '../check/text';
import { eachPart, type Parts } from './bytes';

export interface ReadLinesOptions {
  /** How errors call the file. Default none. */
  name?: string;
  /** The most bytes of a line: more is no text. Default 16 MiB. */
  longestLine?: number;
}

const OPTIONS: OptionChecks<ReadLinesOptions> = {
  name: (where, name, value) => expectText(where, name, value),
  longestLine: expectPositiveInteger,
};

const LINE_FEED = 10;

/**
 * The lines of a file that is larger than memory, without their ends (`\n` or `\r\n`), and without a byte-order mark. One line is in
 * memory at a time.
 *
 * ```ts
 * for await (const line of readLines(createReadStream('corpus.txt'))) count(line);
 * ```
 *
 * @throws RangeError for bytes that are no UTF-8, or a line that is too long, by the number of the line; TypeError for no stream
 */
export async function* readLines(
  source: Parts,
  options?: ReadLinesOptions,
): AsyncGenerator<string, void, void> {
  const own = readOptions('readLines', options, OPTIONS);
  const { name, longestLine = 2 ** 24 } = own;
  const where = name === undefined ? 'readLines' : `readLines: ${name}`;
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let count = 0;
  const lineOf = (bytes: Uint8Array): string => {
    count++;
    const end = bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length;
    let line: string;
    try {
      line = decoder.decode(bytes.subarray(0, end));
    } catch {
      throw new RangeError(`${where}: line ${count}: expected UTF-8, got other bytes`);
    }
    return count === 1 && line.startsWith('\ufeff') ? line.slice(1) : line;
  };
  const expectShort = (length: number): void => {
    if (length <= longestLine) return;
    const rule = `at most ${longestLine} bytes`;
    throw new RangeError(expected(`${where}: line ${count + 1}`, rule, length));
  };
  let rest: Uint8Array[] = [];
  let waiting = 0;
  for await (const part of eachPart(where, source)) {
    const bytes = typeof part === 'string' ? new TextEncoder().encode(part) : part;
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      expectShort(waiting + end - start);
      yield lineOf(joined(rest, bytes.subarray(start, end)));
      rest = [];
      waiting = 0;
      start = end + 1;
    }
    if (start === bytes.length) continue;
    waiting += bytes.length - start;
    expectShort(waiting);
    // A copy: the owner of the bytes may use them again. `slice` of a Node Buffer copies nothing.
    rest.push(new Uint8Array(bytes.subarray(start)));
  }
  if (waiting > 0) yield lineOf(joined(rest, new Uint8Array(0)));
}

function joined(parts: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  if (parts.length === 0) return last;
  const all = [...parts, last];
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

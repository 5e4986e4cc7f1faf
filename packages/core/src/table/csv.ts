import Papa from 'papaparse';
import { expected } from '../check/describe';
import { readOptions } from '../check/options';
import { Cells } from './cells';
import { CSV_OPTIONS, type CsvOptions } from './csv-options';
import { expectText } from './expect-text';
import type { Cell } from './record';

/** So much of a text says what stands between its cells. */
const FIRST = 2 ** 16;
/** Rows of a stream by which columns are found to hold numbers. */
const SAMPLE = 1000;
/** Characters of a row: one that is longer has lost its closing quote. */
const LONGEST = 2 ** 24;

/**
 * The rows of a CSV text, by the names of its columns. A column is one of numbers where every cell that is there is a number, else
 * one of texts; a missing cell is null. The head line, quotes, line ends within quotes and a byte-order mark are understood,
 * empty lines passed over.
 *
 * ```ts
 * const rows = readCsv(await readFile('penguins.csv', 'utf8'));
 * ```
 *
 * @throws RangeError for a row of another width or an open quote (by its number, the first after the head line is 1), two columns of one
 *   name, an invalid option; TypeError for what is no text
 */
export function readCsv(text: string, options?: CsvOptions): Record<string, Cell>[] {
  const own = readOptions('readCsv', options, CSV_OPTIONS);
  expectText('readCsv', 'text', text);
  const plain = withoutMark(text);
  const parser = parserOf(plain, own);
  const { data, errors } = parser.parse(plain, 0, false);
  const { rows, cells } = withHead('readCsv', data.filter(isFull), own);
  if (errors[0] !== undefined) throw brokenQuote('readCsv', rows.length);
  rows.forEach((row, i) => {
    cells.expectWhole(row, i + 1);
  });
  const kinds = cells.kindsOf(rows);
  return rows.map((row, i) => cells.record(row, kinds, i + 1));
}

/**
 * The rows of a CSV that is larger than memory, one after the other: of texts or bytes of UTF-8, as Node's `createReadStream(path)` and
 * the `body` of a response give them. As `readCsv`, but that the first 1,000 rows say which columns hold numbers.
 *
 * @throws as `readCsv`, when the row is read; RangeError for a later cell that is no number in a column of them
 */
export async function* streamCsv(
  source: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  options?: CsvOptions,
): AsyncGenerator<Record<string, Cell>, void, void> {
  const where = 'streamCsv';
  const own = readOptions(where, options, CSV_OPTIONS);
  let cells: Cells | undefined;
  let kinds: boolean[] | undefined;
  let waiting: string[][] = [];
  let count = 0;
  const release = function* (cells: Cells) {
    kinds ??= cells.kindsOf(waiting.slice(0, SAMPLE));
    for (const row of waiting) yield cells.record(row, kinds, ++count);
    waiting = [];
  };
  for await (const rows of rowsOf(where, source, own)) {
    let fresh = rows;
    if (cells === undefined) ({ cells, rows: fresh } = withHead(where, rows, own));
    for (const row of fresh) {
      cells.expectWhole(row, count + waiting.length + 1);
      waiting.push(row);
    }
    if (kinds !== undefined || waiting.length >= SAMPLE) yield* release(cells);
  }
  if (cells !== undefined) yield* release(cells);
}

/** The whole rows of each part of a text, as they come. */
async function* rowsOf(
  where: string,
  source: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  options: CsvOptions,
): AsyncGenerator<string[][], void, void> {
  expectSource(where, source);
  const decoder = new TextDecoder();
  let parser: Papa.Parser | undefined;
  let text = '';
  // The head line is row 0.
  let seen = options.columns === undefined ? -1 : 0;
  for await (const chunk of source) {
    text +=
      typeof chunk === 'string' ? chunk : decoder.decode(bytesOf(where, chunk), { stream: true });
    // A head line may come in many parts.
    if (parser === undefined && text.length < FIRST) continue;
    text = parser === undefined ? withoutMark(text) : text;
    parser ??= parserOf(text, options);
    const { data, meta } = parser.parse(text, 0, true);
    text = text.slice(meta.cursor);
    if (text.length > LONGEST) throw brokenQuote(where, seen + 1);
    const rows = data.filter(isFull);
    seen += rows.length;
    if (rows.length > 0) yield rows;
  }
  text += decoder.decode();
  if (parser === undefined) text = withoutMark(text);
  if (text === '') return;
  const { data, errors } = (parser ?? parserOf(text, options)).parse(text, 0, false);
  const rows = data.filter(isFull);
  if (errors[0] !== undefined) throw brokenQuote(where, seen + rows.length);
  if (rows.length > 0) yield rows;
}

function expectSource(where: string, source: unknown): void {
  const own = Object(source) as Partial<Iterable<unknown> & AsyncIterable<unknown>>;
  if (typeof (own[Symbol.asyncIterator] ?? own[Symbol.iterator]) === 'function') return;
  throw new TypeError(expected(`${where}: source`, 'texts or bytes, one after the other', source));
}

function bytesOf(where: string, chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError(expected(`${where}: source`, 'texts or bytes', chunk));
}

function parserOf(text: string, { delimiter }: CsvOptions): Papa.Parser {
  const start = text.slice(0, FIRST);
  const found = () => Papa.parse(start, { preview: 20, skipEmptyLines: true }).meta.delimiter;
  return new Papa.Parser({ delimiter: delimiter ?? found() });
}

function withHead(
  where: string,
  rows: string[][],
  options: CsvOptions,
): { readonly cells: Cells; readonly rows: string[][] } {
  const head = options.columns ?? rows[0];
  if (head === undefined) throw new RangeError(`${where}: expected a head line, got an empty text`);
  return { cells: new Cells(where, head, options), rows: options.columns ? rows : rows.slice(1) };
}

/** Whether there is something in a line. */
function isFull(row: string[]): boolean {
  return row.length > 1 || row[0]?.trim() !== '';
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function brokenQuote(where: string, row: number): RangeError {
  return new RangeError(
    `${where}: row ${row}: expected a closing quote, got none, or text behind one`,
  );
}

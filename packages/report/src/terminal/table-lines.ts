import {
  expected,
  expectFlag,
  expectPositiveInteger,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import Table from 'cli-table3';
import picocolors from 'picocolors';
import stringWidth from 'string-width';
import { expectTexts } from './expect-texts';

/** Rows under a head; numbers are to be formatted already. */
export interface TableData {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Indices of rows to set off, such as the best. */
  readonly strong?: readonly number[];
}

/** How a table is drawn. */
export interface TableOptions {
  /** The most columns of text that it takes. Default 80. */
  columns?: number;
  /** Whether the head and strong rows have colours. Default false. */
  color?: boolean;
}

const OPTIONS: OptionChecks<TableOptions> = { columns: expectPositiveInteger, color: expectFlag };
/** The most lines that a head takes. */
const HEAD_LINES = 3;

/**
 * The lines of a table: the first column to the left, the others to the right. Where it is too wide the words of its head stand under one
 * another, and where that is too wide too, the figures of a row do.
 *
 * @throws RangeError, TypeError for options that do not fit
 */
export function tableLines(table: TableData, options?: TableOptions): string[] {
  const { columns = 80, color = false } = readOptions('tableLines', options, OPTIONS);
  // Read once: what was checked is what is drawn.
  const own: TableData = { ...table };
  expectTable(own);
  const { bold, green } = picocolors.createColors(color);
  const strong = new Set(own.strong);
  const rows = own.rows.map((cells, i) =>
    cells.map((cell) => (strong.has(i) ? green(cell) : cell)),
  );
  const head = own.head.map((text) => bold(text));
  const colWidths = widthsOf(own, columns);
  if (colWidths === undefined) return stacked(own.head, rows, bold);
  const colAligns = head.map((_, i) => (i === 0 ? ('left' as const) : ('right' as const)));
  const style = { head: [], border: [], compact: true };
  return render(rows, { head, colAligns, colWidths, wordWrap: true, style });
}

/** @throws TypeError, RangeError `tableLines: rows.0: expected 2 cells, as head has, got 3` */
function expectTable({ head, rows, strong = [] }: TableData): void {
  expectTexts('tableLines: head', head);
  if (!Array.isArray(rows))
    throw new TypeError(expected('tableLines: rows', 'an array of rows', rows));
  rows.forEach((cells, i) => {
    expectTexts(`tableLines: rows.${i}`, cells);
    if (cells.length === head.length) return;
    const rule = `${head.length} cells, as head has`;
    throw new RangeError(expected(`tableLines: rows.${i}`, rule, cells.length));
  });
  if (!Array.isArray(strong))
    throw new TypeError(expected('tableLines: strong', 'an array of rows', strong));
}

/** How wide the columns are, paddings included; undefined where they have no room beside one another. */
function widthsOf({ head, rows }: TableData, columns: number): number[] | undefined {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(stringWidth)) + 2;
  const full = head.map((text, i) => longest([text, ...rows.map((cells) => cells[i] ?? '')]));
  const least = head.map((text, i) => {
    const words = longest([...text.split(' '), ...rows.map((cells) => cells[i] ?? '')]);
    return Math.max(words, Math.ceil(stringWidth(text) / HEAD_LINES) + 2);
  });
  const sum = (widths: readonly number[]) => widths.reduce((a, b) => a + b, head.length + 1);
  if (sum(least) > columns) return undefined;
  const widths = [...least];
  for (let room = columns - sum(least); room > 0; room--) {
    // To the one whose head is broken into most lines.
    const at = widths
      .map((width, i) => ((full[i] as number) - 2) / (width - 2) || 0)
      .reduce((best, ratio, i, all) => (ratio > (all[best] as number) ? i : best), 0);
    if ((widths[at] as number) >= (full[at] as number)) break;
    widths[at] = (widths[at] as number) + 1;
  }
  return widths;
}

/** A row under another, each with its name above and a line a figure. */
function stacked(
  [name = '', ...heads]: readonly string[],
  rows: readonly (readonly string[])[],
  bold: (text: string) => string,
): string[] {
  const lines = rows.flatMap(([label = '', ...cells]) => [
    [{ content: label, colSpan: 2 }],
    ...cells.map((cell, i) => [`  ${heads[i] ?? ''}`, cell]),
  ]);
  const style = { 'padding-left': 0, 'padding-right': 2 };
  const figures = render(lines, { colAligns: ['left', 'right'], chars: BARE, style });
  return [bold(name), ...figures].map((line) => line.trimEnd());
}

/** A table without lines. */
const BARE = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left']
    .concat(['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, '']),
);

function render(rows: readonly Table.Cell[][], options: Table.TableConstructorOptions): string[] {
  const table = new Table(options);
  table.push(...rows);
  return table.toString().split('\n');
}

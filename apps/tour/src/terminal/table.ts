import Table from 'cli-table3';

/** Rows under a head; numbers are to be formatted already. */
export interface TableData {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Indices of rows to set off, such as the best. */
  readonly strong?: readonly number[];
}

type Paint = (text: string) => string;

/** How parts of a table are set off from the others. */
export interface TableColours {
  readonly head: Paint;
  readonly strong: Paint;
}

const plain: Paint = (text) => text;
const PLAIN: TableColours = { head: plain, strong: plain };

/** The lines of a table: the first column to the left, the others to the right. */
export function tableLines({ head, rows, strong = [] }: TableData, colours = PLAIN): string[] {
  const paint = (cells: readonly string[], colour: Paint) => cells.map((cell) => colour(cell));
  const table = new Table({
    head: paint(head, colours.head),
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row, i) => paint(row, strong.includes(i) ? colours.strong : plain)));
  return table.toString().split('\n');
}

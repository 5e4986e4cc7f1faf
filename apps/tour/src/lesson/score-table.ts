import { cellOf, type Score } from '@dl/lessons';
import type { TableData } from '@dl/report';

/** A score as a table: rows that stand out are strong. */
export function tableOf({ caption, columns, rows }: Score): TableData {
  return {
    head: [caption.en, ...columns.map(({ label }) => label.en)],
    rows: rows.map(({ label, values }) => [
      label.en,
      ...columns.map((column, i) => cellOf(column, values[i] ?? null).en),
    ]),
    strong: rows.flatMap(({ strong }, i) => (strong ? [i] : [])),
  };
}

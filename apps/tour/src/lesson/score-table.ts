import type { Score, ScoreColumn } from '@dl/lessons';
import { count, digits, percent } from '../terminal/format';
import type { Table } from '../terminal/table';

const WRITE = {
  share: percent,
  count,
  number: digits,
  flag: (value: number) => (value === 1 ? 'yes' : 'no'),
};

/** A score as a table: rows that stand out are strong. */
export function tableOf({ caption, columns, rows }: Score): Table {
  return {
    head: [caption.en, ...columns.map(({ label }) => label.en)],
    rows: rows.map(({ label, values }) => [
      label.en,
      ...columns.map(({ kind }, i) => cell(kind, values[i] ?? null)),
    ]),
    strong: rows.flatMap(({ strong }, i) => (strong ? [i] : [])),
  };
}

function cell(kind: ScoreColumn['kind'], value: number | null): string {
  return value === null ? '–' : WRITE[kind](value);
}

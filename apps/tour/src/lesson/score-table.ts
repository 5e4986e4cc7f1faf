import type { Score, ScoreColumn } from '@dl/lessons';
import { count, digits, percent } from '../terminal/format';
import type { TableData } from '../terminal/table';

/** A score as a table: rows that stand out are strong. */
export function tableOf({ caption, columns, rows }: Score): TableData {
  return {
    head: [caption.en, ...columns.map(({ label }) => label.en)],
    rows: rows.map(({ label, values }) => [
      label.en,
      ...columns.map((column, i) => cell(column, values[i] ?? null)),
    ]),
    strong: rows.flatMap(({ strong }, i) => (strong ? [i] : [])),
  };
}

function cell({ kind, decimals }: ScoreColumn, value: number | null): string {
  if (value === null) return '–';
  switch (kind) {
    case 'share':
      return percent(value);
    case 'count':
      return count(value);
    case 'flag':
      return value === 1 ? 'yes' : 'no';
    case 'change':
      return `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)} %`;
    case 'number':
      return decimals === undefined ? digits(value) : value.toFixed(decimals);
  }
}

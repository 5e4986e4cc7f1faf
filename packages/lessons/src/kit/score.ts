import { count, digits, percent } from './format';
import { type Text, textOf } from './text';

/** What a lesson has come to: a table, and the same figures by name. */
export interface Score {
  /** What the table's rows are. */
  readonly caption: Text;
  readonly columns: readonly ScoreColumn[];
  readonly rows: readonly ScoreRow[];
  /** Said below the table. */
  readonly remarks?: readonly Text[];
  /** By the names that `--json` prints. */
  readonly figures: Readonly<Record<string, number | string | boolean | null>>;
}

/** A column of numbers of one kind. */
export interface ScoreColumn {
  readonly label: Text;
  /** A share is written in percent, a count with commas, a number with three digits, a flag (0 or 1) as no or yes, a change with its sign in percent. */
  readonly kind: 'share' | 'count' | 'number' | 'flag' | 'change';
  /** Of a number: as many digits behind the point, instead of three in all. */
  readonly decimals?: number;
}

/** One network, or what it is compared with. */
export interface ScoreRow {
  readonly label: Text;
  /** One a column; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Whether it is to stand out. */
  readonly strong?: boolean;
}

/** A value of a column as people read it. */
export function cellOf({ kind, decimals }: ScoreColumn, value: number | null): Text {
  if (value === null) return textOf('–');
  switch (kind) {
    case 'share':
      return textOf(percent(value));
    case 'count':
      return textOf(count(value));
    case 'flag':
      return value === 1 ? { en: 'yes', ja: 'はい' } : { en: 'no', ja: 'いいえ' };
    case 'change':
      return textOf(`${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)} %`);
    case 'number':
      return textOf(decimals === undefined ? digits(value) : value.toFixed(decimals));
  }
}

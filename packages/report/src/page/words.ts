import { few, whole } from '../number';

/** What elements say by themselves. */
export interface Words {
  step: string;
  empty: string;
  /** What a chart shows, for those who hear it. */
  chart(label: string, x: string, from: number, to: number, last: string): string;
  /** What a heat map shows, for those who hear it. */
  heatMap(rows: number, columns: number, low: number, high: number): string;
  pointAt: string;
  cell(row: string, column: string, value: string): string;
}

const ENGLISH: Words = {
  step: 'Step',
  empty: 'No data yet.',
  chart: (label, x, from, to, last) =>
    `${label}. ${x} from ${whole(from)} to ${whole(to)}. Last values: ${last}.`,
  heatMap: (rows, columns, low, high) =>
    `${rows} rows, ${columns} columns, values from ${few(low)} to ${few(high)}. Arrow keys read single values.`,
  pointAt: 'Point at a cell, or use the arrow keys, to read its value.',
  cell: (row, column, value) => `${row}, ${column}: ${value}`,
};

const JAPANESE: Words = {
  step: 'ステップ',
  empty: 'まだデータがありません。',
  chart: (label, x, from, to, last) =>
    `${label}。${x}は ${whole(from)} から ${whole(to)} まで。最後の値: ${last}。`,
  heatMap: (rows, columns, low, high) =>
    `${rows} 行 ${columns} 列、値は ${few(low)} から ${few(high)} まで。矢印キーで個々の値を読めます。`,
  pointAt: 'セルを指すか矢印キーを使うと値を表示します。',
  cell: (row, column, value) => `${row}、${column}: ${value}`,
};

/** The words of a language. */
export const wordsOf = (isJapanese: boolean): Words => (isJapanese ? JAPANESE : ENGLISH);

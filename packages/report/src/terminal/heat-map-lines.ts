import { expected, expectPositiveInteger, type OptionChecks, readOptions } from '@dl/core/check';
import stringWidth from 'string-width';
import { expectTexts } from './expect-texts';

const SHADES = [' ', '·', '░', '▒', '▓', '█'];

/** A matrix of shares from 0 to 1, with what its rows and columns stand for. */
export interface ShareMatrix {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [rows, columns], row by row. */
  readonly values: ArrayLike<number>;
}

/** How a heat map is drawn. */
export interface HeatMapOptions {
  /** The most columns of text that it takes. Default 80. */
  columns?: number;
}

const OPTIONS: OptionChecks<HeatMapOptions> = { columns: expectPositiveInteger };

/**
 * The lines of a heat map: the darker, the nearer to 1. A cell is two characters wide, so that it is square; one where there is too little
 * room, and a mean of several where there is less.
 *
 * @throws RangeError, TypeError for values that are not [rows, columns], or options that do not fit
 */
export function heatMapLines(matrix: ShareMatrix, options?: HeatMapOptions): string[] {
  const { columns: most = 80 } = readOptions('heatMapLines', options, OPTIONS);
  const { rows, columns, values } = matrix ?? {};
  expectTexts('heatMapLines: rows', rows);
  expectTexts('heatMapLines: columns', columns);
  if (values?.length !== rows.length * columns.length) {
    const size = `${rows.length * columns.length} of ${rows.length} rows and ${columns.length} columns`;
    throw new RangeError(expected('heatMapLines: values', size, values?.length));
  }
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] === 'number') continue;
    throw new TypeError(expected(`heatMapLines: values.${i}`, 'a number', values[i]));
  }
  const label = Math.min(
    Math.max(0, ...rows.map((name) => stringWidth(name))),
    Math.floor(most / 3),
  );
  const room = Math.max(1, most - label - 2);
  const wide = 2 * columns.length <= room ? 2 : 1;
  const by = Math.max(1, Math.ceil(columns.length / room));
  const starts = columns.map((_, i) => i).filter((i) => i % by === 0);
  const names = starts.map((i) => fitted(columns[i] as string, wide, false));
  const head = `${' '.repeat(label)}  ${names.join('')}`;
  const lines = rows.map((name, row) => {
    const cells = starts.map((start) => {
      const end = Math.min(start + by, columns.length);
      let sum = 0;
      for (let i = start; i < end; i++) sum += values[row * columns.length + i] as number;
      return shadeOf(sum / (end - start)).repeat(wide);
    });
    return `${fitted(name, label, true)}  ${cells.join('')}`;
  });
  return [head, ...lines].map((line) => line.trimEnd());
}

function shadeOf(value: number): string {
  if (Number.isNaN(value)) return '?';
  const place = Math.round(Math.min(1, Math.max(0, value)) * (SHADES.length - 1));
  return SHADES[place] as string;
}

/** As much of a text as the columns have room for, filled up: a Japanese character takes two. */
function fitted(text: string, columns: number, isRight: boolean): string {
  let shown = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(shown + segment) > columns) break;
    shown += segment;
  }
  const blanks = ' '.repeat(columns - stringWidth(shown));
  return isRight ? blanks + shown : shown + blanks;
}

import { got } from '../got';
import type { Palette } from './palette';

/** What `<dl-heat-map>` shows. */
export interface HeatMapData {
  /** What it is, for those who hear it. */
  readonly label: string;
  /** [rows, columns], row by row. What is NaN is left empty. */
  readonly values: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  /** The values at the ends of the palette. Default: those of the values, as far from 0 on both sides if the palette is diverging. */
  readonly low?: number;
  readonly high?: number;
  /** `diverging` for values around 0, `sequential` for values from 0 on. Default: whichever the values are. */
  readonly palette?: Palette;
  readonly rowLabel?: string;
  readonly columnLabel?: string;
  /** What rows and columns are called, where it is not their number. */
  readonly rowNames?: readonly string[] | undefined;
  readonly columnNames?: readonly string[] | undefined;
  /** Columns that are pointed out, from 0, and what that says of them. */
  readonly marks?: readonly number[];
  readonly markLabel?: string;
  /** What is said of it while it has no values. */
  readonly empty?: string;
}

/** @throws TypeError, RangeError for data that cannot be drawn */
export function checkHeatMapData(data: HeatMapData): void {
  const { values, rows, columns, low, high, palette, rowNames, columnNames } = data ?? {};
  if (typeof values?.length !== 'number') {
    throw new TypeError(`dl-heat-map: data: expected values, rows and columns, got ${got(data)}`);
  }
  for (const [name, size] of Object.entries({ rows, columns })) {
    if (Number.isSafeInteger(size) && size >= 0) continue;
    throw new RangeError(
      `dl-heat-map: ${name}: expected an integer of at least 0, got ${got(size)}`,
    );
  }
  if (values.length !== 0 && values.length !== rows * columns) {
    const wanted = `${rows * columns} of ${rows} rows and ${columns} columns`;
    throw new RangeError(`dl-heat-map: values: expected ${wanted}, got ${values.length}`);
  }
  for (const [name, end] of Object.entries({ low, high })) {
    if (end === undefined || Number.isFinite(end)) continue;
    throw new RangeError(`dl-heat-map: ${name}: expected a finite number, got ${got(end)}`);
  }
  if (palette !== undefined && palette !== 'diverging' && palette !== 'sequential') {
    throw new RangeError(
      `dl-heat-map: palette: expected "diverging" or "sequential", got ${got(palette)}`,
    );
  }
  for (const [name, names, size] of [
    ['rowNames', rowNames, rows],
    ['columnNames', columnNames, columns],
  ] as const) {
    if (names === undefined || names.length === size) continue;
    throw new RangeError(`dl-heat-map: ${name}: expected ${size}, got ${names.length}`);
  }
}

/** The least and the greatest value; infinities of none. */
export function extentOf(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The palette and the values at its ends. */
export function rampOf(data: HeatMapData): { low: number; high: number; palette: Palette } {
  const [least, most] = extentOf(data.values).map((end) => (Number.isFinite(end) ? end : 0)) as [
    number,
    number,
  ];
  const palette = data.palette ?? (Math.min(least, data.low ?? 0) < 0 ? 'diverging' : 'sequential');
  const far = Math.max(Math.abs(least), Math.abs(most)) || 1;
  const [low, high] =
    palette === 'diverging' ? [-far, far] : [Math.min(0, least), most > 0 ? most : 1];
  return { low: data.low ?? low, high: data.high ?? high, palette };
}

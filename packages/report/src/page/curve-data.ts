import { got } from '../got';
import { COLORS } from './theme-style';

/** A line of a chart. */
export interface CurveSeries {
  readonly label: string;
  /** One for each x; a gap where one is not finite. */
  readonly values: ArrayLike<number>;
  /** Which of the colours, from 1 to 7. Default: the next. */
  readonly color?: number;
  /** Told from others by more than colour: lengths of dashes and gaps, in pixels. */
  readonly dash?: readonly number[];
  /** In pixels. Default 1.5. */
  readonly width?: number;
  /** Drawn through what is missing, as values that there are only now and then. Default false. */
  readonly spanGaps?: boolean;
}

/** What `<dl-curve>` shows. */
export interface CurveData {
  /** What it is, for those who hear it. */
  readonly label: string;
  /** Ascending. */
  readonly x: ArrayLike<number>;
  /** Default: `Step`. */
  readonly xLabel?: string;
  readonly series: readonly CurveSeries[];
  /** A log scale: what is not above 0 is left out. Default false. */
  readonly log?: boolean;
  /** Which values stand beside the names while nobody points at one. Default `last`. */
  readonly rest?: 'first' | 'last';
  /** What is said of it while it has no points. */
  readonly empty?: string;
}

/** @throws TypeError, RangeError for data that cannot be drawn */
export function checkCurveData(data: CurveData): void {
  const { x, series } = data ?? {};
  if (typeof x?.length !== 'number' || !Array.isArray(series)) {
    throw new TypeError(`dl-curve: data: expected x and series, got ${got(data)}`);
  }
  for (let i = 0; i < x.length; i++) {
    const [value, before] = [
      x[i] as number,
      i === 0 ? Number.NEGATIVE_INFINITY : (x[i - 1] as number),
    ];
    if (Number.isFinite(value) && value >= before) continue;
    throw new RangeError(
      `dl-curve: x.${i}: expected a finite number of at least ${before}, got ${got(value)}`,
    );
  }
  series.forEach(({ values, color = 1 }: CurveSeries, i) => {
    const where = `dl-curve: series.${i}`;
    if (values?.length !== x.length) {
      throw new RangeError(
        `${where}.values: expected ${x.length}, as x has, got ${got(values?.length)}`,
      );
    }
    if (!Number.isInteger(color) || color < 1 || color > COLORS) {
      throw new RangeError(`${where}.color: expected one from 1 to ${COLORS}, got ${got(color)}`);
    }
  });
}

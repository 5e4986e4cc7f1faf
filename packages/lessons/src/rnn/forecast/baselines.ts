import { daysOf, type Range, type Split, seasonOf } from './data';
import { leastSquares } from './least-squares';

/** A forecast of each day; NaN where too little came before. */
export type Predictions = readonly number[];

/** A series to forecast, `ahead` days before. */
export interface Task {
  readonly series: readonly number[];
  readonly dates: readonly string[];
  readonly split: Split;
  readonly ahead: number;
}

/** The last value that is known. */
export function naive({ series, ahead }: Task): Predictions {
  return series.map((_, day) => series[day - ahead] ?? Number.NaN);
}

/** What is usual at this time of the year: a wave of two harmonics through the training part. */
export function climatology(task: Task): Predictions {
  return regression(task, (day) => [1, ...seasonOf(task.dates[day] as string, 2)]);
}

/** A linear regression on the last `lags` known days, and with `season` on the time of the year. */
export function autoregression(task: Task, lags: number, season: boolean): Predictions {
  const { series, dates, ahead } = task;
  return regression(task, (day) => {
    if (day < ahead + lags - 1) return undefined;
    const known = Array.from({ length: lags }, (_, lag) => series[day - ahead - lag] as number);
    return [1, ...known, ...(season ? seasonOf(dates[day] as string) : [])];
  });
}

/** Numbers of days that an autoregression may look back. */
const LAGS = [1, 2, 3, 5, 7, 14, 30];

/** The autoregression whose number of days is best on the validation part. */
export function bestAutoregression(
  task: Task,
  season: boolean,
): { lags: number; predictions: Predictions } {
  const tried = LAGS.map((lags) => {
    const predictions = autoregression(task, lags, season);
    const { rmse } = errorsOf(predictions, task.series, task.split.validation);
    return { lags, predictions, rmse };
  });
  return tried.reduce((best, next) => (next.rmse < best.rmse ? next : best));
}

/** Least squares on the training part, applied to every day that has inputs. */
function regression(
  { series, split }: Task,
  inputs: (day: number) => number[] | undefined,
): Predictions {
  const rows = series.map((_, day) => inputs(day));
  const days = daysOf(split.train).filter((day) => rows[day] !== undefined);
  const weights = leastSquares(
    days.map((day) => rows[day] as number[]),
    days.map((day) => series[day] as number),
  );
  return rows.map((row) => {
    if (row === undefined) return Number.NaN;
    return row.reduce((sum, x, i) => sum + x * (weights[i] as number), 0);
  });
}

/** Errors in the unit of the series. */
export interface Errors {
  /** The mean of |prediction − truth|. */
  readonly mae: number;
  /** The root of the mean of (prediction − truth)². */
  readonly rmse: number;
}

/** How far predictions are off over a range of days. @throws Error if one is not a number */
export function errorsOf(
  predictions: readonly number[],
  series: readonly number[],
  range: Range,
): Errors {
  let absolute = 0;
  let squared = 0;
  const days = daysOf(range);
  for (const day of days) {
    const error = (predictions[day] as number) - (series[day] as number);
    if (!Number.isFinite(error)) {
      throw new Error(`errorsOf: predictions.${day}: expected a number, got ${predictions[day]}`);
    }
    absolute += Math.abs(error);
    squared += error * error;
  }
  return { mae: absolute / days.length, rmse: Math.sqrt(squared / days.length) };
}

import { daysOf, type Range } from './split';

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

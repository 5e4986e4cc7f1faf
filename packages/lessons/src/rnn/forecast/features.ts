import { daysOf, type Range } from './split';

/** What the network sees of a day: its value, normalised, and where in the year it lies. */
export const FEATURES = 3;

/** A series as inputs of a network. */
export interface Features {
  /** [days, FEATURES] */
  readonly values: Float32Array;
  /** The standard deviation of the training part: the unit of the network's output. */
  readonly deviation: number;
}

/** Mean and deviation come from the training part alone: what comes later must not be known. */
export function makeFeatures(
  series: readonly number[],
  dates: readonly string[],
  train: Range,
): Features {
  const known = daysOf(train).map((day) => series[day] as number);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  const deviation = Math.sqrt(variance);
  const values = new Float32Array(series.length * FEATURES);
  series.forEach((value, day) => {
    values.set([(value - mean) / deviation, ...seasonOf(dates[day] as string)], day * FEATURES);
  });
  return { values, deviation };
}

const DAY = 24 * 3600 * 1000;

/** Sine and cosine of the place of a date in its year, and of `harmonics` - 1 multiples. */
export function seasonOf(date: string, harmonics = 1): number[] {
  const day = (Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`)) / DAY;
  const phase = (2 * Math.PI * day) / 365.25;
  return Array.from({ length: harmonics }, (_, h) => [
    Math.sin((h + 1) * phase),
    Math.cos((h + 1) * phase),
  ]).flat();
}

/**
 * The inputs for a forecast of each of `days` from `ahead` days before: the `length` days that end there.
 * [days, length, FEATURES]
 */
export function windowsBefore(
  { values }: Features,
  days: readonly number[],
  length: number,
  ahead: number,
): Float32Array {
  const size = length * FEATURES;
  const windows = new Float32Array(days.length * size);
  days.forEach((day, row) => {
    const end = (day - ahead + 1) * FEATURES;
    windows.set(values.subarray(end - size, end), row * size);
  });
  return windows;
}

import * as tf from '@tensorflow/tfjs-core';

/** Days from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A series cut in time: what is learned from, what choices are made on, what is only looked at in the end. */
export interface Split {
  readonly train: Range;
  readonly validation: Range;
  readonly test: Range;
}

/** The last year of `dates` (`2015-12-31`) to test on, the year before to validate on, all before to train on. */
export function splitByYear(dates: readonly string[]): Split {
  const years = dates.map((date) => Number(date.slice(0, 4)));
  const last = years.at(-1) as number;
  const validation = years.indexOf(last - 1);
  const test = years.indexOf(last);
  if (!(validation > 0 && test > validation)) {
    throw new Error(
      `splitByYear: dates: expected three years or more, got ${dates[0]} to ${dates.at(-1)}`,
    );
  }
  return {
    train: { start: 0, end: validation },
    validation: { start: validation, end: test },
    test: { start: test, end: dates.length },
  };
}

/** The days of a range, or those from `least` on. */
export function daysOf({ start, end }: Range, least = 0): number[] {
  const first = Math.max(start, least);
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}

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

/** The windows before `days` as a tensor, [days, length, FEATURES]. */
export function windowTensor(
  features: Features,
  days: readonly number[],
  length: number,
  ahead: number,
): tf.Tensor3D {
  const shape: [number, number, number] = [days.length, length, FEATURES];
  return tf.tensor3d(windowsBefore(features, days, length, ahead), shape);
}

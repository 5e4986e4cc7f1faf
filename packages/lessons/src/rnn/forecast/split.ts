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

import { readCsv } from '@dl/core/csv';
import type { Provenance } from './provenance';
import { readVegaFile } from './vega-file';

/** Daily weather, one entry a day, without a gap. */
export interface DailyWeather {
  /** Days as `2012-01-31`. */
  readonly dates: readonly string[];
  /** The highest temperature of the day, in °C. */
  readonly highest: readonly number[];
  /** The lowest, in °C. */
  readonly lowest: readonly number[];
  /** In mm. */
  readonly rain: readonly number[];
  /** The mean speed, in the unit of the source. */
  readonly wind: readonly number[];
  readonly from: Provenance;
}

/** Each column, and the least and the most that it can hold. */
const COLUMNS = {
  temp_max: [-40, 60],
  temp_min: [-40, 60],
  precipitation: [0, 500],
  wind: [0, 150],
} as const;

const TYPES = {
  date: 'text',
  ...(Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, 'number'])) as Record<
    keyof typeof COLUMNS,
    'number'
  >),
} as const;

/** The weather in Seattle on each day from 2012 to 2015. @throws Error if the file is not as it was described */
export async function seattleWeather(): Promise<DailyWeather> {
  const { text, from } = await readVegaFile('seattle-weather.csv');
  return { ...parseWeather(text), from };
}

/** The rows of a file of daily weather. @throws Error for a gap between days or a value that cannot be; what `readCsv` throws */
export function parseWeather(text: string): Omit<DailyWeather, 'from'> {
  const rows = readCsv(text, { types: TYPES });
  const [first] = rows;
  if (first === undefined) throw new Error('seattleWeather: expected at least a day, got none');
  const dates = rows.map(({ date }) => `${date}`);
  expectDaily(dates);
  const read = (name: keyof typeof COLUMNS) =>
    rows.map((row, i) => {
      const [low, high] = COLUMNS[name];
      const value = row[name];
      if (typeof value === 'number' && value >= low && value <= high) return value;
      throw new Error(
        `seattleWeather: ${dates[i]}: ${name}: expected a number from ${low} to ${high}, got ${value}`,
      );
    });
  return {
    dates,
    highest: read('temp_max'),
    lowest: read('temp_min'),
    rain: read('precipitation'),
    wind: read('wind'),
  };
}

const DAY = 24 * 3600 * 1000;

function expectDaily(dates: readonly string[]): void {
  const times = dates.map((date) =>
    /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN,
  );
  times.forEach((time, i) => {
    const before = times[i - 1];
    if (Number.isNaN(time) || (before !== undefined && time - before !== DAY)) {
      const wanted = i === 0 ? 'a day' : `the day after ${dates[i - 1]}`;
      throw new Error(`seattleWeather: row ${i + 1}: date: expected ${wanted}, got ${dates[i]}`);
    }
  });
}

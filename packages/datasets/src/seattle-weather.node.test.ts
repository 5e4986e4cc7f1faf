import { describe, expect, test } from 'vitest';
import { parseWeather, seattleWeather } from './seattle-weather';
import { expectDescribed, readVegaFile } from './vega-file';

const HEAD = 'date,precipitation,temp_max,temp_min,wind,weather\n';

describe('seattleWeather', () => {
  test('holds every day of four years', async () => {
    const { dates, highest, lowest, rain, wind } = await seattleWeather();
    expect(dates.length).toBe(3 * 365 + 366);
    expect([dates[0], dates.at(-1)]).toEqual(['2012-01-01', '2015-12-31']);
    for (const column of [highest, lowest, rain, wind]) expect(column.length).toBe(dates.length);
    expect([highest[0], lowest[0], rain[1], wind[0]]).toEqual([12.8, 5, 10.9, 4.7]);
    expect(highest.every((value, i) => value >= (lowest[i] as number))).toBe(true);
  });

  test('says where it comes from and under which licence', async () => {
    const { from } = await seattleWeather();
    expect(from.file).toMatch(/^seattle-weather\.csv of vega-datasets \d/);
    expect(from.sources[0]?.title).toContain('NOAA');
    expect(from.licences[0]?.title).toBe('U.S. Government Dataset');
  });

  test.each([
    [
      '2012-01-01,0,1,0,2,sun\n2012-01-03,0,1,0,2,sun',
      'seattleWeather: row 2: date: expected the day after 2012-01-01',
    ],
    ['2012-1-1,0,1,0,2,sun', 'seattleWeather: row 1: date: expected a day, got 2012-1-1'],
    [
      '2012-01-01,0,,0,2,sun',
      'seattleWeather: 2012-01-01: temp_max: expected a number from -40 to 60, got null',
    ],
    [
      '2012-01-01,-1,1,0,2,sun',
      'seattleWeather: 2012-01-01: precipitation: expected a number from 0 to 500',
    ],
    ['2012-01-01,0,1,0,2', 'readCsv: row 1: expected 6 cells as in the head line, got 5'],
    ['', 'seattleWeather: expected at least a day, got none'],
  ])('refuses %j', (rows, message) => {
    expect(() => parseWeather(HEAD + rows)).toThrow(message);
  });

  test('refuses a file without a column', () => {
    expect(() => parseWeather('date,wind\n')).toThrow('readCsv: types: expected a column of');
  });
});

describe('readVegaFile', () => {
  test('refuses a file that the index does not describe', async () => {
    await expect(readVegaFile('none.csv')).rejects.toThrow(
      'readVegaFile: name: expected a file of vega-datasets, got none.csv',
    );
    const hash = 'sha1:d95f3ad14dee633a758d2e331151e950dd13e4ed'; // of git hash-object: "content\n"
    const data = new TextEncoder().encode('content\n');
    expectDescribed('x.csv', data, { bytes: 8, hash });
    expect(() => expectDescribed('x.csv', data, { bytes: 9, hash })).toThrow(
      'x.csv: expected 9 bytes, got 8',
    );
    data[0] = 67;
    expect(() => expectDescribed('x.csv', data, { bytes: 8, hash })).toThrow(
      `x.csv: expected ${hash}, got sha1:`,
    );
  });
});

import { describe, expect, test } from 'vitest';
import {
  autoregression,
  bestAutoregression,
  climatology,
  errorsOf,
  naive,
  type Task,
} from './baselines';
import { daysOf, FEATURES, makeFeatures, splitByYear, windowsBefore } from './data';
import { leastSquares } from './least-squares';
import { verdict } from './score';

const DAY = 24 * 3600 * 1000;
const dates = Array.from({ length: 3 * 365 }, (_, i) => {
  return new Date(Date.UTC(2013, 0, 1) + i * DAY).toISOString().slice(0, 10);
});
const wave = (day: number) => Math.sin((2 * Math.PI * day) / 365.25);
const series = dates.map((_, i) => 15 + 8 * wave(i) + 2 * Math.sin(i * i));
const split = splitByYear(dates);
const task: Task = { series, dates, split, ahead: 1 };

/** The series with another future from `day` on. */
const changedFrom = (day: number): Task => ({
  ...task,
  series: series.map((value, i) => (i < day ? value : value + 1000)),
});

describe('splitByYear', () => {
  test('keeps the last year to test on and the one before to validate on', () => {
    const range = ({ start, end }: { start: number; end: number }) => [
      dates[start],
      dates[end - 1],
    ];
    expect(range(split.train)).toEqual(['2013-01-01', '2013-12-31']);
    expect(range(split.validation)).toEqual(['2014-01-01', '2014-12-31']);
    expect(range(split.test)).toEqual(['2015-01-01', '2015-12-31']);
    expect(daysOf(split.train, 360)).toEqual([360, 361, 362, 363, 364]);
  });

  test('refuses less than three years', () => {
    expect(() => splitByYear(dates.slice(0, 700))).toThrow(
      'splitByYear: dates: expected three years or more',
    );
  });
});

describe('no leak', () => {
  test('the normalisation knows the training part only', () => {
    const changed = changedFrom(split.train.end);
    const before = makeFeatures(series, dates, split.train);
    const after = makeFeatures(changed.series, dates, split.train);
    expect(after.deviation).toBe(before.deviation);
    const known = split.train.end * FEATURES;
    expect(after.values.slice(0, known)).toEqual(before.values.slice(0, known));
  });

  test('a window ends `ahead` days before its day', () => {
    const [day, length] = [40, 5];
    for (const ahead of [1, 7]) {
      const changed = changedFrom(day - ahead + 1);
      const [a, b] = [series, changed.series].map((values) => {
        return windowsBefore(
          makeFeatures(values, dates, { start: 0, end: 30 }),
          [day],
          length,
          ahead,
        );
      });
      expect(b).toEqual(a);
      expect(a?.length).toBe(length * FEATURES);
    }
  });

  test.each([
    ['naive', (of: Task) => naive(of)],
    ['climatology', (of: Task) => climatology(of)],
    ['autoregression', (of: Task) => autoregression(of, 3, true)],
  ])('%s does not see the day that it forecasts, nor later ones', (_, forecast) => {
    for (const ahead of [1, 7]) {
      const day = split.test.start + 100;
      const [before, after] = [
        { ...task, ahead },
        { ...changedFrom(day - ahead + 1), ahead },
      ].map(forecast);
      expect(after?.[day]).toBe(before?.[day]);
      expect(before?.[day]).toBeTypeOf('number');
    }
  });

  test('lags are chosen without the test year', () => {
    expect(bestAutoregression(changedFrom(split.test.start), true).lags).toBe(
      bestAutoregression(task, true).lags,
    );
  });
});

describe('baselines', () => {
  test('the naive forecast is the last known day', () => {
    expect(naive({ ...task, ahead: 2 }).slice(0, 4)).toEqual([NaN, NaN, series[0], series[1]]);
  });

  test('an autoregression finds the rule of a series that has one', () => {
    const values = [1, 2];
    for (let i = 2; i < dates.length; i++) {
      values.push(3 + 1.2 * (values[i - 1] as number) - 0.5 * (values[i - 2] as number));
    }
    const ruled: Task = { ...task, series: values.slice(0, dates.length) };
    const { mae } = errorsOf(autoregression(ruled, 2, false), ruled.series, split.test);
    expect(mae).toBeLessThan(1e-6);
  });

  test('the climatology follows the year', () => {
    const yearly: Task = { ...task, series: dates.map((_, i) => 10 + 5 * wave(i % 365)) };
    expect(errorsOf(climatology(yearly), yearly.series, split.test).mae).toBeLessThan(0.01);
  });
});

describe('leastSquares', () => {
  test('solves what numpy.linalg.lstsq solves', () => {
    // np.linalg.lstsq([[1, 1], [1, 2], [1, 4]], [1, 3, 4])[0]
    const weights = leastSquares(
      [
        [1, 1],
        [1, 2],
        [1, 4],
      ],
      [1, 3, 4],
    );
    expect(weights[0]).toBeCloseTo(0.5, 10);
    expect(weights[1]).toBeCloseTo(0.9285714285714286, 10);
  });

  test('refuses columns that depend on each other', () => {
    expect(() =>
      leastSquares(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 2],
      ),
    ).toThrow('expected independent columns');
  });
});

describe('errorsOf', () => {
  test('measures in the unit of the series', () => {
    const errors = errorsOf([9, 1, 2, 7], [0, 2, 2, 4], { start: 1, end: 4 });
    expect(errors).toEqual({ mae: 4 / 3, rmse: Math.sqrt(10 / 3) });
    expect(() => errorsOf([NaN], [1], { start: 0, end: 1 })).toThrow(
      'predictions.0: expected a number',
    );
  });
});

describe('verdict', () => {
  const scored = [2.2, 2.1, 2.0].map((mae, i) => ({
    name: { en: `m${i}`, ja: `m${i}` },
    test: { mae, rmse: 3 },
  }));

  test('says it when the network loses', () => {
    expect(verdict(scored).en).toBe(
      'On the held-out year the recurrent network is best: its mean error is −4.8 % against «m1».',
    );
    const losing = [scored[2], scored[0], scored[1]] as typeof scored;
    expect(verdict(losing).en).toContain('is not the best: its mean error is +5.0 % against «m2»');
  });
});

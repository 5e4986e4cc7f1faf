import { describe, expect, test } from 'vitest';
import { barOf, figureResult, missingResult, passes, timedResults } from './result';
import type { FigureRow, TimedRow } from './row';

const timed: TimedRow = {
  id: 'topic/timed',
  row: 'a row that is timed',
  unit: 'ms',
  ours: () => Promise.reject(new Error('not run')),
  peer: { name: 'peer' },
};
/** The row's own of the results. */
const first = (...args: Parameters<typeof timedResults>) => timedResults(...args)[0];
const FIELDS = ['id', 'row', 'unit', 'ours', 'peer', 'peerName', 'ratio', 'spread'];

describe('timedResults', () => {
  test('a ratio over 1 says that ours takes less time', () => {
    const samples = [{ variant: '', ours: [2, 1, 3], peer: [8, 8, 8] }];
    const { result, form } = first(timed, samples, 'peer 1.2');
    expect(result).toMatchObject({ ours: 2, peer: 8, peerName: 'peer 1.2', ratio: 4 });
    expect(form).toBe('');
  });

  test('a ratio over 1 says that ours has the higher rate', () => {
    const samples = [{ variant: '', ours: [2], peer: [8] }];
    const { result } = first({ ...timed, unit: 'GFLOP/s', amount: 40 }, samples, undefined);
    expect(result).toMatchObject({ ours: 20, peer: 5, ratio: 4 });
  });

  test('the spread is that of the ratio of neighbours', () => {
    // The machine slows down for both: their times scatter, their ratio does not.
    const samples = [{ variant: '', ours: [1, 2, 4], peer: [3, 6, 12] }];
    expect(first(timed, samples, undefined).result.spread).toBe(0);
  });

  test('or the geometric mean of the forms', () => {
    const forms = [
      { variant: 'a', ours: [1, 1, 1], peer: [2, 2, 2] },
      { variant: 'b', ours: [4, 4, 4], peer: [32, 32, 32] },
    ];
    const results = timedResults({ ...timed, of: 'geometricMean' }, forms);
    expect(results.map(({ form }) => form)).toEqual(['geometric mean', 'a', 'b']);
    expect(results[0].result).toMatchObject({ ours: 2, peer: 8, ratio: 4 });
    const alone = forms.map((form) => ({ ...form, peer: [] }));
    const [own] = timedResults({ ...timed, of: 'geometricMean' }, alone);
    expect(own.result).toMatchObject({ ours: 2, peer: null, ratio: null });
  });

  test('of several forms the worst one counts, by ratio or else by time', () => {
    const forms = [
      { variant: 'fast', ours: [1], peer: [2] },
      { variant: 'slow', ours: [4], peer: [5] },
      { variant: 'middling', ours: [3], peer: [6] },
    ];
    expect(first(timed, forms, undefined)).toMatchObject({
      form: 'slow',
      result: { ratio: 1.25 },
    });
    const alone = forms.map((form) => ({ ...form, peer: [] }));
    expect(first(timed, alone, undefined)).toMatchObject({
      form: 'slow',
      result: { ours: 4 },
    });
  });

  test('where the peer is not there its figure and the ratio are null, and its name stays', () => {
    const { result } = first(timed, [{ variant: '', ours: [1, 1], peer: [] }], undefined);
    expect(result).toEqual({
      id: 'topic/timed',
      row: 'a row that is timed',
      unit: 'ms',
      ours: 1,
      peer: null,
      peerName: 'peer',
      ratio: null,
      spread: 0,
    });
  });

  test('no samples are an error', () => {
    expect(() => first(timed, [], undefined)).toThrow(
      'topic/timed: expected at least one sample, got none',
    );
  });
});

describe('figureResult', () => {
  const figure: FigureRow = {
    id: 'topic/figure',
    row: 'a figure',
    unit: 'kB',
    figure: () => Promise.reject(new Error('not run')),
  };

  test('a ratio over 1 is better, also where less is', () => {
    const values = { ours: 20, peer: 40, peerName: 'budget' };
    expect(figureResult({ ...figure, lessIsBetter: true }, values).ratio).toBe(2);
    expect(figureResult(figure, values).ratio).toBe(0.5);
  });

  test('a share has no peer', () => {
    expect(figureResult({ ...figure, unit: 'share' }, { ours: 0.9 })).toEqual({
      id: 'topic/figure',
      row: 'a figure',
      unit: 'share',
      ours: 0.9,
      peer: null,
      peerName: null,
      ratio: null,
      spread: null,
    });
  });
});

test('every result has the same eight fields in the same order', () => {
  const results = [
    first(timed, [{ variant: '', ours: [1], peer: [] }], undefined).result,
    missingResult(timed),
  ];
  for (const result of results) expect(Object.keys(result)).toEqual(FIELDS);
});

describe('the bar', () => {
  test('is one, or one for each kind of multiply-add', () => {
    expect(barOf(2, true)).toBe(2);
    expect(barOf({ plain: 0.5, fused: 0.8 }, false)).toBe(0.5);
    expect(barOf({ plain: 0.5, fused: 0.8 }, true)).toBe(0.8);
    expect(barOf(undefined, true)).toBeUndefined();
  });

  test('holds for the ratio, or for the figure of a row without a peer', () => {
    const result = { ...missingResult(timed), ours: 0.9, peerName: 'peer', ratio: 3 };
    expect(passes(result, 3)).toBe(true);
    expect(passes(result, 3.1)).toBe(false);
    expect(passes({ ...result, peerName: null, ratio: null }, 0.95)).toBe(false);
  });

  test('says nothing where there is no bar or no peer here', () => {
    expect(passes({ ...missingResult(timed), ours: 1, peerName: 'peer' }, 2)).toBeNull();
    expect(passes({ ...missingResult(timed), ours: 1 }, undefined)).toBeNull();
  });
});

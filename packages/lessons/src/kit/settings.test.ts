import { describe, expect, test } from 'vitest';
import * as common from './common-settings';
import { choice, flag, labelOf, number, settingsFor } from './settings';

describe('settings', () => {
  test('take their words as English and Japanese, or as one for both', () => {
    const size = number(['Size', '大きさ'], {
      ...{ ticks: [0, 1], fallback: 0, names: { 0: ['off', 'なし'], 1: '1' } },
      hint: 'n',
    });
    expect(size).toEqual({
      kind: 'number',
      label: { en: 'Size', ja: '大きさ' },
      hint: { en: 'n', ja: 'n' },
      names: { 0: { en: 'off', ja: 'なし' }, 1: { en: '1', ja: '1' } },
      ticks: [0, 1],
      fallback: 0,
    });
    expect(flag('Fast')).toEqual({
      ...{ kind: 'flag', label: { en: 'Fast', ja: 'Fast' }, fallback: false },
    });
  });

  test('of choice keep some options for the terminal', () => {
    const cell = choice('Cell', {
      options: { all: ['both', '両方'], gru: 'GRU' },
      ...{ terminal: ['all'], fallback: 'gru' },
    });
    const offered = (face: 'terminal' | 'page') =>
      settingsFor({ cell }, face).cell?.options.map(({ value }) => value);
    expect([offered('terminal'), offered('page')]).toEqual([['all', 'gru'], ['gru']]);
    expect(labelOf(cell, 'all')).toEqual({ en: 'both', ja: '両方' });
  });

  test('that are common have what is usual, but for a lesson’s own', () => {
    const { label, live, fallback } = common.learningRate({ fallback: 0.5 });
    expect([label.en, live, fallback]).toEqual(['Learning rate (Adam)', true, 0.5]);
    const own = common.hidden({ label: ['Units', 'ユニット'], high: 9, fallback: 3 });
    expect([own.label.ja, own.low, own.high]).toEqual(['ユニット', 1, 9]);
    expect(common.steps({ fallback: 7 })).toMatchObject({ ticks: [1, 7], only: 'terminal' });
    expect(common.firstRate({ fallback: 1 }).live).toBe(false);
  });
});

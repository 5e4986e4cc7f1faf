import { type ChoiceSpec, choice, type NumberSpec, number } from './settings';
import type { Words } from './text';

type Own = Partial<Omit<Parameters<typeof number>[1], 'fallback'>> & {
  readonly fallback: number;
  /** In place of the usual one. */
  readonly label?: Words;
};

/** A number that lessons have in common, with what is usual and what is a lesson's own. */
function usual(
  label: Words,
  most: Omit<Parameters<typeof number>[1], 'fallback'>,
): (own: Own) => NumberSpec {
  return ({ label: other = label, ...own }) => number(other, { ...most, ...own });
}

/** Hidden units. */
export const hidden = usual(['Hidden units', '隠れユニット数'], {
  ...{ ticks: [4, 8, 12, 16, 24, 32, 48, 64, 128], low: 1, high: 1024 },
});

/** A learning rate, which a page may change while it trains. */
export const learningRate = usual(['Learning rate (Adam)', '学習率(Adam)'], {
  ticks: [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.1],
  ...{ low: 0, high: Number.POSITIVE_INFINITY, live: true },
});

/** A learning rate that is one at first, and falls to 0 over the run. */
export function firstRate(own: Own): NumberSpec {
  return learningRate({
    label: ['Learning rate (Adam), at first', '学習率(Adam、初期値)'],
    hint: ['At first; it falls to 0 over the run', '初期値。学習中に 0 まで減衰します'],
    live: false,
    ...own,
  });
}

/** What a step is made of, so many at once. */
export const batch = usual(['Batch size', 'バッチサイズ'], {
  ...{ ticks: [4, 8, 16, 32, 64, 128], low: 1, high: 4096, live: true },
});

/** The norm that a gradient is cut to; 0: as it is. */
export const clip = usual(['Clip the gradient’s norm at', '勾配ノルムの上限(クリッピング)'], {
  ticks: [0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  ...{ high: Number.POSITIVE_INFINITY, names: { 0: ['off', 'なし'] }, live: true },
});

/** Training steps; a page goes on without an end. */
export function steps({ label = ['Training steps', '学習ステップ数'], ...own }: Own): NumberSpec {
  return number(label, {
    ...{ ticks: [1, own.fallback], high: Number.MAX_SAFE_INTEGER },
    ...{ only: 'terminal', quiet: true },
    ...own,
  });
}

/** How many fresh ones it is tested on. */
export function tests(label: Words, own: Own): NumberSpec {
  return number(label, { ticks: [1, own.fallback], high: 100_000, quiet: true, ...own });
}

/** Of the two cells with gates. */
export function gatedCell(label: Words): ChoiceSpec<'gru' | 'lstm'> {
  return choice(label, { options: { gru: 'GRU', lstm: 'LSTM' }, fallback: 'gru' });
}

/** Which part of the data the figures are of. */
export function part(test: Words, dev: Words): ChoiceSpec<'test' | 'dev'> {
  return choice(['What the figures are of', '評価に使うデータ'], {
    hint: [
      'What the figures are of: settings are chosen on dev',
      '評価に使うデータ。設定は dev で選びます',
    ],
    options: { test, dev },
    fallback: 'test',
  });
}

import * as common from '../../kit/common-settings';
import { choice, type NumberSpec, type Values } from '../../kit/settings';

const symbols: NumberSpec = {
  kind: 'number',
  label: { en: 'Different symbols', ja: '記号の種類' },
  ticks: [2, 4, 8, 16, 26],
  fallback: 16,
};

const longest: NumberSpec = {
  kind: 'number',
  label: { en: 'The most symbols of a sequence that is trained on', ja: '学習する系列の最大長' },
  ticks: [1, 5, 10, 20, 40],
  high: 200,
  fallback: 20,
};

const score = choice({
  label: { en: 'How a query is compared with the memory', ja: 'スコア関数' },
  options: [
    { value: 'general', label: { en: 'general', ja: 'general' } },
    { value: 'dot', label: { en: 'dot', ja: 'dot' } },
    { value: 'additive', label: { en: 'additive', ja: 'additive' } },
  ],
  fallback: 'general',
});

const hidden = common.hidden({
  label: {
    en: 'Units of encoder and decoder with attention',
    ja: 'アテンションありのユニット数',
  },
  fallback: 64,
});

const fixedHidden = common.hidden({
  label: { en: 'The same without attention', ja: 'アテンションなしのユニット数' },
  hint: {
    en: 'The same without attention: it has no fewer parameters',
    ja: 'アテンションなしのユニット数。パラメータ数は少なくなりません',
  },
  fallback: 80,
});

const learningRate = common.firstRate({ fallback: 0.01 });

const batch = common.batch({
  hint: { en: 'Sequences a step, all of one length', ja: '1ステップの系列数(すべて同じ長さ)' },
  fallback: 64,
});

const test: NumberSpec = {
  kind: 'number',
  label: { en: 'Fresh sequences of each length to test on', ja: '長さごとのテスト系列数' },
  ticks: [1, 200],
  high: 100_000,
  fallback: 200,
  quiet: true,
};

const steps = common.steps({ fallback: 2500 });

/** The settings of the lesson. Of the rates 0.005 and 0.01 the default is better for both networks (seed 11). */
export const SETTINGS = {
  ...{ symbols, longest, score, hidden, fixedHidden, learningRate, batch, test, steps },
} as const;

/** Their values. */
export type ReversalValues = Values<typeof SETTINGS>;

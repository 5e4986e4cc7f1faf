import * as common from '../../kit/common-settings';
import { choice, number, type Values } from '../../kit/settings';

/** The settings of the lesson. Of the rates 0.005 and 0.01 the default is better for both networks (seed 11). */
export const SETTINGS = {
  symbols: number(['Different symbols', '記号の種類'], { ticks: [2, 4, 8, 16, 26], fallback: 16 }),
  longest: number(['The most symbols of a sequence that is trained on', '学習する系列の最大長'], {
    ...{ ticks: [1, 5, 10, 20, 40], high: 200, fallback: 20 },
  }),
  score: choice(['How a query is compared with the memory', 'スコア関数'], {
    options: { general: 'general', dot: 'dot', additive: 'additive' },
    fallback: 'general',
  }),
  hidden: common.hidden({
    label: ['Units of encoder and decoder with attention', 'アテンションありのユニット数'],
    fallback: 64,
  }),
  fixedHidden: common.hidden({
    label: ['The same without attention', 'アテンションなしのユニット数'],
    hint: [
      'The same without attention: it has no fewer parameters',
      'アテンションなしのユニット数。パラメータ数は少なくなりません',
    ],
    fallback: 80,
  }),
  learningRate: common.firstRate({ fallback: 0.01 }),
  batch: common.batch({
    hint: ['Sequences a step, all of one length', '1ステップの系列数(すべて同じ長さ)'],
    fallback: 64,
  }),
  test: common.tests(['Fresh sequences of each length to test on', '長さごとのテスト系列数'], {
    fallback: 200,
  }),
  steps: common.steps({ fallback: 2500 }),
} as const;

/** Their values. */
export type ReversalValues = Values<typeof SETTINGS>;

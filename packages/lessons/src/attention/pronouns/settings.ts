import * as common from '../../kit/common-settings';
import { choice, number, span, type TextSpec, type Values } from '../../kit/settings';

/** Words of a sentence that are looked at. */
export const MOST_WORDS = 24;

/** Sentences to begin with. */
export const EXAMPLES = [
  'Mary gave the book to John because he liked it.',
  'The queen saw the dogs when they were tired, but she helped them.',
  'Anna lost her key and Ben found it, so he called her.',
  'Emma met Alice because she was happy.',
] as const;

const sentence: TextSpec = {
  kind: 'text',
  label: { en: 'Sentence, in English', ja: '英文' },
  ...{ most: 160, fallback: EXAMPLES[0], live: true },
};

/** The settings of the lesson. */
export const SETTINGS = {
  sentence,
  word: number(['Word chosen', '選んだ単語'], {
    ...{ ticks: span(1, MOST_WORDS), fallback: 8, live: true, only: 'page' },
  }),
  heads: number(['Heads', 'ヘッド数'], {
    hint: [
      'Several share out the work, and a width of 32: two have depth 16 each.',
      '複数にすると役割を分担します。幅 32 も分け合います(2つなら各 16 次元)。',
    ],
    ...{ ticks: [1, 2, 4], fallback: 1 },
  }),
  head: number(['Head shown', '表示するヘッド'], {
    ...{ ticks: span(1, 4), fallback: 1, live: true, only: 'page' },
  }),
  scale: number(['Scale, times 1/√depth', 'スケール(1/√次元 の倍数)'], {
    ...{ ticks: [0, 0.125, 0.25, 0.5, 1, 2, 4, 8], high: 64, whole: false },
    names: { 0: ['0: all alike', '0(一様)'], 0.125: '⅛', 0.25: '¼', 0.5: '½' },
    ...{ fallback: 1, live: true },
  }),
  mask: choice(['Mask', 'マスク'], {
    options: { none: ['no mask', 'なし'], causal: ['causal', '因果マスク'] },
    ...{ fallback: 'none', live: true },
  }),
  learningRate: common.learningRate({ fallback: 0.005 }),
  batch: common.batch({
    label: ['Batch size, sentences', 'バッチサイズ(文の数)'],
    ...{ ticks: [4, 8, 16, 32, 64], fallback: 32 },
  }),
  steps: common.steps({ fallback: 400 }),
} as const;

/** Values of `SETTINGS`. */
export type PronounValues = Values<typeof SETTINGS>;

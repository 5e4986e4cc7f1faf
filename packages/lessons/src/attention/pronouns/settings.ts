import * as common from '../../kit/common-settings';
import { choice, type NumberSpec, span, type TextSpec, type Values } from '../../kit/settings';

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
  most: 160,
  fallback: EXAMPLES[0],
  live: true,
};

const word: NumberSpec = {
  kind: 'number',
  label: { en: 'Word chosen', ja: '選んだ単語' },
  ticks: span(1, MOST_WORDS),
  fallback: 8,
  live: true,
  only: 'page',
};

const heads: NumberSpec = {
  kind: 'number',
  label: { en: 'Heads', ja: 'ヘッド数' },
  hint: {
    en: 'Several share out the work, and a width of 32: two have depth 16 each.',
    ja: '複数にすると役割を分担します。幅 32 も分け合います(2つなら各 16 次元)。',
  },
  ticks: [1, 2, 4],
  fallback: 1,
};

const head: NumberSpec = {
  kind: 'number',
  label: { en: 'Head shown', ja: '表示するヘッド' },
  ticks: span(1, 4),
  fallback: 1,
  live: true,
  only: 'page',
};

const scale: NumberSpec = {
  kind: 'number',
  label: { en: 'Scale, times 1/√depth', ja: 'スケール(1/√次元 の倍数)' },
  ticks: [0, 0.125, 0.25, 0.5, 1, 2, 4, 8],
  high: 64,
  whole: false,
  names: {
    0: { en: '0: all alike', ja: '0(一様)' },
    0.125: { en: '⅛', ja: '⅛' },
    0.25: { en: '¼', ja: '¼' },
    0.5: { en: '½', ja: '½' },
  },
  fallback: 1,
  live: true,
};

const mask = choice({
  label: { en: 'Mask', ja: 'マスク' },
  options: [
    { value: 'none', label: { en: 'no mask', ja: 'なし' } },
    { value: 'causal', label: { en: 'causal', ja: '因果マスク' } },
  ],
  fallback: 'none',
  live: true,
});

const learningRate = common.learningRate({ fallback: 0.005 });

const batch = common.batch({
  label: { en: 'Batch size, sentences', ja: 'バッチサイズ(文の数)' },
  ticks: [4, 8, 16, 32, 64],
  fallback: 32,
});

const steps = common.steps({ fallback: 400 });

/** The settings of the lesson. */
export const SETTINGS = {
  sentence,
  word,
  heads,
  head,
  scale,
  mask,
  learningRate,
  batch,
  steps,
} as const;

/** Values of `SETTINGS`. */
export type PronounValues = Values<typeof SETTINGS>;

import * as common from '../../kit/common-settings';
import { number, type TextSpec, type Values } from '../../kit/settings';

const query: TextSpec = {
  kind: 'text',
  label: { en: 'What to look for', ja: '検索する文' },
  hint: {
    en: 'What to look for, in English, in words of your own',
    ja: '検索する文(英語)。自由な言葉で書けます',
  },
  ...{ most: 500, fallback: 'we won the championship', quiet: true, only: 'terminal' },
};

const text: TextSpec = {
  kind: 'text',
  label: { en: 'A text of yours', ja: '自分のテキスト' },
  hint: {
    en: 'A text file of yours in UTF-8, English, whose lines are searched instead of names of emoji',
    ja: '絵文字の名前の代わりに行ごとに検索する英語のテキストファイル(UTF-8)',
  },
  ...{ most: 4096, fallback: '', quiet: true, only: 'terminal' },
};

/** The settings of the lesson; rate and steps were chosen on seeds 11 and 12 and the development part. */
export const SETTINGS = {
  query,
  text,
  batch: number(['Pairs in a batch', 'バッチの組の数'], {
    hint: [
      'Each description is to find its own name among so many',
      '各説明文は、この数の名前から自分のものを選びます',
    ],
    ...{ ticks: [4, 8, 16, 32, 64], low: 2, high: 512, fallback: 32 },
  }),
  temperature: number(['Temperature of the loss', '損失の温度'], {
    hint: ['What cosines are divided by', 'コサイン類似度を割る値'],
    ...{ ticks: [0.02, 0.05, 0.1, 0.2], low: 0.001, high: 10, whole: false, fallback: 0.05 },
  }),
  learningRate: common.firstRate({ fallback: 0.0001 }),
  shown: number(['Results to show', '表示する件数'], {
    ...{ ticks: [1, 5, 10], high: 100, fallback: 5, quiet: true, only: 'terminal' },
  }),
  part: {
    ...common.part(['held-out emoji', 'テスト用の絵文字'], ['development emoji', '開発用の絵文字']),
    only: 'terminal',
  },
  steps: common.steps({ fallback: 100 }),
} as const;

/** Their values. */
export type SearchValues = Values<typeof SETTINGS>;

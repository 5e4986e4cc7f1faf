import * as common from '../../kit/common-settings';
import { choice, number, span, type TextSpec, type Values } from '../../kit/settings';

const text: TextSpec = {
  kind: 'text',
  label: { en: 'A text of yours', ja: '自分のテキスト' },
  hint: {
    en: 'A text file of yours to learn from, in UTF-8, instead of Moby Dick',
    ja: '「白鯨」の代わりに学習するテキストファイル(UTF-8)',
  },
  ...{ only: 'terminal', most: 4096, fallback: '', quiet: true },
};

const prompt: TextSpec = {
  kind: 'text',
  label: { en: 'Prompt', ja: 'プロンプト' },
  hint: {
    en: 'What the model writes on from, in letters that its text has; none: from a new line',
    ja: '続きを書かせる文。学習したテキストにある文字だけを使えます。空なら改行から始めます',
  },
  ...{ most: 200, fallback: 'Call me ', live: true, quiet: true },
};

/** What a page shows. */
const seen = { only: 'page', live: true, quiet: true } as const;
/** The most layers and heads that a page offers. */
const MOST = 4;

/** What is looked at. */
const LOOK = {
  place: number(['Letter that is followed', '追跡する文字'], {
    ...{ ticks: span(1, 64), fallback: 64, ...seen },
  }),
  layer: number(['Layer', '層'], { ticks: span(1, MOST), fallback: 1, ...seen }),
  head: number(['Head', 'ヘッド'], { ticks: span(1, MOST), fallback: 1, ...seen }),
  off: choice(['This head', 'このヘッド'], {
    options: { no: ['on', '使用'], yes: ['off', '停止'] },
    ...{ fallback: 'no', ...seen },
  }),
};

/** The settings of the lesson: nanoGPT's for a CPU, but for the steps. */
export const SETTINGS = {
  text,
  data: choice(['Moby Dick', '「白鯨」'], {
    hint: [
      'How much of Moby Dick there is to learn from: the book, or its opening of 28,000 letters',
      '「白鯨」の学習範囲。全文または冒頭の2万8千文字',
    ],
    options: { book: ['the book', '全文'], opening: ['its opening', '冒頭'] },
    ...{ fallback: 'book', only: 'terminal', quiet: true },
  }),
  layers: number(['Layers', '層の数'], { ticks: span(1, MOST), low: 1, high: 48, fallback: 4 }),
  heads: number(['Heads', 'ヘッド数'], { ticks: [1, 2, 4], low: 1, high: 64, fallback: 4 }),
  width: number(['Width', '幅'], {
    hint: ['Features of a position; the heads divide it', '各位置の特徴量の数。ヘッド数の倍数'],
    ...{ ticks: [16, 32, 64, 128], low: 1, high: 4096, fallback: 128 },
  }),
  block: number(['Letters that it sees', '参照できる文字数'], {
    hint: ['The context: letters that it sees at most', 'コンテキスト長(参照できる最大の文字数)'],
    ...{ ticks: [16, 32, 64], low: 2, high: 4096, fallback: 64 },
  }),
  batch: common.batch({ ticks: [4, 8, 12, 16, 32], fallback: 12 }),
  dropout: number(['Dropout', 'ドロップアウト'], {
    ...{ ticks: [0, 0.1, 0.2], low: 0, high: 0.9, whole: false, fallback: 0 },
  }),
  learningRate: common.firstRate({
    label: ['Learning rate (AdamW), at most', '学習率(AdamW、最大値)'],
    hint: [
      'It warms up to this, then falls to a tenth by half a cosine',
      'ウォームアップでこの値まで上がり、余弦で10分の1まで下がります',
    ],
    fallback: 0.001,
  }),
  prompt,
  temperature: number(['Temperature', '温度'], {
    hint: ['Under 1 it is more careful', '1 未満では慎重になります'],
    ...{ ticks: [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2], low: 0.01, high: 10 },
    ...{ fallback: 0.8, live: true, quiet: true },
  }),
  topP: number(['Top-p', 'top-p'], {
    hint: [
      'Draws from the fewest letters that have this probability together; 1: from all',
      '確率の合計がこの値になる最少の文字から抽選。1 ではすべての文字から選びます',
    ],
    ...{ ticks: [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1], low: 0.01, high: 1, whole: false },
    ...{ fallback: 0.95, live: true, quiet: true },
  }),
  sample: number(['Letters to write', '生成する文字数'], {
    ...{ ticks: [0, 400], high: 100_000, fallback: 400, quiet: true, only: 'terminal' },
  }),
  part: {
    ...common.part(['held-out text', 'テスト用の文章'], ['development text', '開発用の文章']),
    only: 'terminal',
  },
  steps: common.steps({ fallback: 1000 }),
  ...LOOK,
} as const;

/** Their values. */
export type WritingValues = Values<typeof SETTINGS>;

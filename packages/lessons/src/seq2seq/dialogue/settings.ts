import * as common from '../../kit/common-settings';
import { number, span, type TextSpec, type Values } from '../../kit/settings';

const dialogues: TextSpec = {
  kind: 'text',
  label: { en: 'File of dialogues', ja: '対話のファイル' },
  hint: {
    en: 'A file of dialogues: lines of part (train, dev, test), name and utterances, with tabs between; .gz too. None: made ones',
    ja: '対話のファイル。各行に train・dev・test のいずれか、名前、発話をタブ区切りで並べます(.gz も可)。省略時は生成した対話',
  },
  ...{ only: 'terminal', most: 4096, fallback: '' },
};

/** What a page shows. */
const seen = { only: 'page', live: true, quiet: true } as const;

const utterance: TextSpec = {
  kind: 'text',
  label: { en: 'Say something else, in English', ja: '別の発話(英語)' },
  ...{ most: 120, fallback: '', ...seen },
};

const SHOWN = {
  dialogue: number(['Held-out dialogue', 'テスト用の対話'], {
    ...{ ticks: span(1, 20), fallback: 1, ...seen },
  }),
  turn: number(['Answer of the system', '応答する場面'], {
    hint: ['0: where it confirms', '0: 予約内容の確認'],
    ...{ ticks: span(0, 15), fallback: 0, ...seen },
  }),
  utterance,
  draw: number(['Draw', '抽選'], { ticks: span(1, 50), fallback: 1, ...seen }),
};

/** The settings of the lesson. */
export const SETTINGS = {
  dialogues,
  words: number(['Words of the vocabulary', '語彙の大きさ'], {
    ...{ ticks: [100, 500, 1000, 2000, 5000], low: 10, high: 100_000, fallback: 2000 },
    only: 'terminal',
  }),
  longest: number(['The most words of an utterance', '1発話の最大単語数'], {
    hint: [
      'The most words of an utterance; the rest is cut',
      '1発話の最大単語数。超過分は切り捨てます',
    ],
    ...{ ticks: [10, 20, 30, 50], low: 1, high: 1000, fallback: 30, quiet: true },
    only: 'terminal',
  }),
  embedding: number(['Features of a word', '単語の特徴量の数'], {
    ...{ ticks: [16, 32, 64, 128], low: 1, high: 1024, fallback: 32 },
  }),
  hidden: common.hidden({ fallback: 64 }),
  latent: number(['Units of the latent variable', '潜在変数のユニット数'], {
    ...{ ticks: [2, 4, 8, 16, 32], low: 1, high: 1024, fallback: 8 },
  }),
  freeBits: number(['Free nats a latent unit', '潜在ユニットあたりの自由ナット数'], {
    hint: [
      'Nats of each latent unit that cost nothing while it trains',
      '学習中に KL の罰則を受けない、潜在ユニットあたりのナット数',
    ],
    ...{ ticks: [0, 0.05, 0.1, 0.25, 0.5], high: 100, whole: false, fallback: 0.1 },
  }),
  wordDropout: number(['Word dropout of VHRED', 'VHREDの単語ドロップアウト'], {
    hint: [
      'The share of words before that the decoder of VHRED is not told while it trains',
      '学習中に VHRED のデコーダから隠す単語の割合',
    ],
    ...{ ticks: [0, 0.25, 0.5, 0.75], high: 0.99, whole: false, fallback: 0.25 },
  }),
  learningRate: common.firstRate({ fallback: 0.01 }),
  batch: common.batch({
    ...{ label: ['Dialogues a step', '1ステップの対話数'], fallback: 8, live: false },
  }),
  part: {
    ...common.part(
      ['held-out dialogues', 'テスト用の対話'],
      ['development dialogues', '開発用の対話'],
    ),
    only: 'terminal',
  },
  test: common.tests(['Dialogues to test on', 'テストする対話の数'], {
    ...{ fallback: 100, only: 'terminal' },
  }),
  samples: number(['Samples of each reply’s likelihood', '尤度推定のサンプル数'], {
    hint: [
      'Samples of z for the likelihood of each reply under VHRED',
      'VHRED の応答の尤度を推定する z のサンプル数',
    ],
    ...{ ticks: [1, 5, 10, 50], low: 1, high: 1000, fallback: 10, quiet: true },
    only: 'terminal',
  }),
  steps: common.steps({ fallback: 400 }),
  ...SHOWN,
} as const;

/** Their values. */
export type DialogueValues = Values<typeof SETTINGS>;

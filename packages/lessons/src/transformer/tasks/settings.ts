import * as common from '../../kit/common-settings';
import { choice, number, type Values } from '../../kit/settings';

/** The settings of the lesson. Those of a task stand in `presets.ts`. Chosen on seeds 11 to 13. */
export const SETTINGS = {
  problem: choice(['Task', '課題'], {
    options: {
      addition: ['addition', '足し算'],
      copy: ['copy', 'コピー'],
      reverse: ['reverse', '逆順'],
      sort: ['sort', '並べ替え'],
      parity: ['parity', 'パリティ'],
      dyck: ['brackets (Dyck)', '括弧の対応(Dyck言語)'],
      modular: ['modular addition', '剰余の足し算'],
    },
    fallback: 'reverse',
  }),
  model: choice(['Networks', 'ネットワーク'], {
    hint: ['Which network learns: all of them, or one', '学習するネットワーク。すべて、または1つ'],
    options: {
      all: ['all of them', 'すべて'],
      transformer: 'Transformer',
      'conv-attention': ['conv + attention', '畳み込み+アテンション'],
      conv: ['convolution', '畳み込み'],
      gru: 'GRU',
      lstm: 'LSTM',
      rnn: ['plain RNN', '単純なRNN'],
    },
    fallback: 'all',
  }),
  longest: number(['The greatest length that is trained on', '学習する最大の長さ'], {
    ...{ ticks: [4, 8, 12, 16, 24, 32], low: 1, high: 128, fallback: 16 },
  }),
  modulus: number(['Modulus p', '法 p'], {
    hint: ['Of modular addition: sums are taken modulo p', '剰余の足し算の法 p'],
    ...{ ticks: [11, 23, 31, 37, 47, 59, 97, 113], low: 2, high: 199, fallback: 31 },
  }),
  share: number(['Share of pairs to learn from', '学習に使う組の割合'], {
    hint: [
      'Of modular addition: the share of all pairs that it learns from; the others are held out',
      '剰余の足し算で学習に使う組の割合。残りはテスト用です',
    ],
    ...{ ticks: [0.2, 0.3, 0.4, 0.5, 0.6, 0.8], low: 0.05, high: 0.95, whole: false },
    fallback: 0.4,
  }),
  weightDecay: number(['Weight decay (AdamW)', '荷重減衰(AdamW)'], {
    ...{ ticks: [0, 0.01, 0.1, 0.3, 1, 3], low: 0, high: 10, whole: false, fallback: 0 },
  }),
  width: number(['Width of the Transformer', 'Transformerの幅'], {
    hint: [
      'Features of a place in the Transformer; the other networks get as many parameters',
      'Transformerの特徴量の数(ヘッド数の倍数)。他のネットワークはパラメータ数をそろえます',
    ],
    ...{ ticks: [8, 16, 32, 64, 128], low: 4, high: 512, fallback: 32 },
  }),
  layers: number(['Layers of the Transformer', 'Transformerの層の数'], {
    ...{ ticks: [1, 2, 3, 4], high: 12, fallback: 2 },
  }),
  heads: number(['Heads', 'ヘッド数'], {
    hint: ['Heads of attention; they divide the width', 'アテンションのヘッド数。幅を割り切る数'],
    ...{ ticks: [1, 2, 4], fallback: 4 },
  }),
  learningRate: common.firstRate({
    hint: [
      'It warms up to this, then falls to 0 by half a cosine; of modular addition it stays',
      'ウォームアップでこの値まで上がり、余弦で 0 まで下がります(剰余の足し算では一定)',
    ],
    fallback: 0.005,
  }),
  batch: common.batch({ live: false, fallback: 32 }),
  test: common.tests(['Fresh rows of each length to test on', '長さごとのテスト系列数'], {
    fallback: 200,
  }),
  steps: common.steps({ fallback: 1200 }),
} as const;

/** Their values. */
export type TasksValues = Values<typeof SETTINGS>;

/** Names of the tasks. */
export type TaskName = TasksValues['problem'];

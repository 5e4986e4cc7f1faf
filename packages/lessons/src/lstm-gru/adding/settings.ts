import * as common from '../../kit/common-settings';
import { choice, number, span, type Values } from '../../kit/settings';

/** Sequences that a page shows one by one. */
export const EXAMPLES = 8;

/**
 * The settings of the lesson. On seeds 11 to 20 both gated networks come with the defaults under a tenth of the baseline; the
 * plain one learns nothing, nor does it at 0.003 and 0.001 (seeds 11 to 13).
 */
export const SETTINGS = {
  cell: choice(['Cell', 'セル'], {
    options: {
      all: ['LSTM and GRU', 'LSTM と GRU'],
      lstm: 'LSTM',
      gru: ['GRU, reset after the product', 'GRU(積の後にリセット)'],
      'gru-before': ['GRU, reset before the product', 'GRU(積の前にリセット)'],
    },
    terminal: ['all'],
    fallback: 'all',
  }),
  time: number(['Sequence length T', '系列長 T'], {
    ticks: [10, 20, 30, 40, 50, 60, 80, 100, 150, 200],
    ...{ low: 2, high: 5000, fallback: 200 },
  }),
  hidden: common.hidden({ ticks: [4, 8, 12, 16, 24, 32, 48, 64], fallback: 32 }),
  gates: choice(['Gates at first', 'ゲートの初期値'], {
    options: {
      memory: ['a memory of T/2 steps', 'T/2 ステップの記憶'],
      bias: ['the forget-gate bias', '忘却ゲートのバイアス'],
    },
    fallback: 'memory',
    only: 'terminal',
  }),
  forgetBias: number(['Forget-gate bias, at first', '忘却ゲートのバイアス(初期値)'], {
    hint: [
      'Over 0 the cell begins by remembering. A GRU gets it with the opposite sign, in its update gate.',
      '正なら記憶を保つ状態から始まります。GRU では符号を変えて更新ゲートに使います。',
    ],
    ...{ ticks: [-3, -2, -1, 0, 1, 2, 3, 5], low: -20, high: 20, whole: false, fallback: 1 },
  }),
  learningRate: common.learningRate({ fallback: 0.01 }),
  schedule: choice(['Schedule of the rate', '学習率スケジュール'], {
    options: {
      cosine: ['down to 0, half a cosine', 'コサインで 0 まで減衰'],
      constant: ['constant', '一定'],
    },
    fallback: 'cosine',
    only: 'terminal',
  }),
  batch: common.batch({ fallback: 16 }),
  clip: common.clip({ ticks: [0, 0.01, 0.1, 0.3, 1, 3, 10], fallback: 1 }),
  test: common.tests(['Fresh sequences to test on', 'テスト用の系列数'], {
    ...{ high: 1_000_000, fallback: 2000, only: 'terminal', quiet: false },
  }),
  steps: common.steps({ fallback: 1200 }),
  example: number(['Sequence shown', '表示する系列'], {
    ...{ ticks: span(1, EXAMPLES), fallback: 1, live: true, only: 'page' },
  }),
  order: choice(['Order of units', 'ユニットの並び'], {
    options: { memory: ['by memory', '記憶の長い順'], number: ['by number', '番号順'] },
    ...{ fallback: 'memory', live: true, only: 'page' },
  }),
} as const;

/** Their values. */
export type AddingValues = Values<typeof SETTINGS>;

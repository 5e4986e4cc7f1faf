import { choice, type NumberSpec, span, type Values } from '@dl/lessons';

const cell = choice({
  label: { en: 'Cell', ja: 'セル' },
  options: [
    { value: 'lstm', label: { en: 'LSTM', ja: 'LSTM' } },
    { value: 'gru', label: { en: 'GRU, reset after the product', ja: 'GRU(積の後にリセット)' } },
    {
      value: 'gru-before',
      label: { en: 'GRU, reset before the product', ja: 'GRU(積の前にリセット)' },
    },
  ],
  fallback: 'lstm',
});

const time: NumberSpec = {
  kind: 'number',
  label: { en: 'Sequence length T', ja: '系列長 T' },
  ticks: [10, 20, 30, 40, 50, 60, 80, 100, 150, 200],
  fallback: 50,
};

const hidden: NumberSpec = {
  kind: 'number',
  label: { en: 'Hidden units', ja: '隠れユニット数' },
  ticks: [4, 8, 12, 16, 24, 32, 48, 64],
  fallback: 16,
};

const forgetBias: NumberSpec = {
  kind: 'number',
  label: { en: 'Forget-gate bias, at first', ja: '忘却ゲートのバイアス(初期値)' },
  hint: {
    en: 'Over 0 the cell begins by remembering. A GRU gets it with the opposite sign, in its update gate.',
    ja: '正なら記憶を保つ状態から始まります。GRU では符号を変えて更新ゲートに使います。',
  },
  ticks: [-3, -2, -1, 0, 1, 2, 3, 5],
  fallback: 1,
};

const rate: NumberSpec = {
  kind: 'number',
  label: { en: 'Learning rate (Adam)', ja: '学習率(Adam)' },
  ticks: [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.1],
  fallback: 0.01,
  live: true,
};

const batch: NumberSpec = {
  kind: 'number',
  label: { en: 'Batch size', ja: 'バッチサイズ' },
  ticks: [4, 8, 16, 32, 64, 128],
  fallback: 32,
  live: true,
};

const clip: NumberSpec = {
  kind: 'number',
  label: { en: 'Clip the gradient’s norm at', ja: '勾配ノルムの上限(クリッピング)' },
  ticks: [0, 0.01, 0.1, 0.3, 1, 3, 10],
  names: { 0: { en: 'off', ja: 'なし' } },
  fallback: 1,
  live: true,
};

/** Sequences that are shown one by one. */
export const EXAMPLES = 8;

const example: NumberSpec = {
  kind: 'number',
  label: { en: 'Sequence shown', ja: '表示する系列' },
  ticks: span(1, EXAMPLES),
  fallback: 1,
  live: true,
};

const order = choice({
  label: { en: 'Order of units', ja: 'ユニットの並び' },
  options: [
    { value: 'memory', label: { en: 'by memory', ja: '記憶の長い順' } },
    { value: 'number', label: { en: 'by number', ja: '番号順' } },
  ],
  fallback: 'memory',
  live: true,
});

/** The settings of the page, by their names in its address. */
export const LSTM_GRU_SETTINGS = {
  cell,
  time,
  hidden,
  forgetBias,
  rate,
  batch,
  clip,
  example,
  order,
} as const;

/** Values of `LSTM_GRU_SETTINGS`. */
export type LstmGruValues = Values<typeof LSTM_GRU_SETTINGS>;

import { choice, type NumberSpec, span, type Values } from '../../kit/settings';

const bits: NumberSpec = {
  kind: 'number',
  label: { en: 'Bits of the sum', ja: '和のビット数' },
  ticks: span(4, 16),
  fallback: 8,
};

const hidden: NumberSpec = {
  kind: 'number',
  label: { en: 'Hidden units', ja: '隠れユニット数' },
  ticks: [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64],
  fallback: 16,
};

const activation = choice({
  label: { en: 'Activation', ja: '活性化関数' },
  options: [
    { value: 'tanh', label: { en: 'tanh', ja: 'tanh' } },
    { value: 'relu', label: { en: 'ReLU', ja: 'ReLU' } },
    { value: 'sigmoid', label: { en: 'sigmoid', ja: 'シグモイド' } },
  ],
  fallback: 'tanh',
});

const init = choice({
  label: { en: 'First recurrent weights', ja: '再帰重みの初期値' },
  hint: {
    en: 'Of the weights from hidden state to hidden state. All others are drawn by Xavier’s rule.',
    ja: '隠れ状態から隠れ状態への重みの初期値です。他の重みは Xavier の方法で生成します。',
  },
  options: [
    { value: 'xavier', label: { en: 'Xavier', ja: 'Xavier' } },
    { value: 'he', label: { en: 'He', ja: 'He' } },
    { value: 'orthogonal', label: { en: 'orthogonal', ja: '直交行列' } },
    { value: 'identity', label: { en: 'identity', ja: '単位行列' } },
    { value: 'small', label: { en: 'normal, σ = 0.01', ja: '正規分布 σ = 0.01' } },
    { value: 'unit', label: { en: 'normal, σ = 1', ja: '正規分布 σ = 1' } },
  ],
  fallback: 'xavier',
});

const optimizer = choice({
  label: { en: 'Optimiser', ja: '最適化手法' },
  options: [
    { value: 'adam', label: { en: 'Adam', ja: 'Adam' } },
    { value: 'rmsprop', label: { en: 'RMSprop', ja: 'RMSprop' } },
    { value: 'momentum', label: { en: 'SGD, momentum 0.9', ja: 'SGD(モメンタム 0.9)' } },
    { value: 'sgd', label: { en: 'SGD', ja: 'SGD' } },
  ],
  fallback: 'adam',
});

const rate: NumberSpec = {
  kind: 'number',
  label: { en: 'Learning rate', ja: '学習率' },
  ticks: [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 1, 3],
  fallback: 0.01,
  live: true,
};

const batch: NumberSpec = {
  kind: 'number',
  label: { en: 'Batch size', ja: 'バッチサイズ' },
  ticks: [1, 2, 4, 8, 16, 32, 64, 128],
  fallback: 16,
  live: true,
};

const clip: NumberSpec = {
  kind: 'number',
  label: { en: 'Clip the gradient’s norm at', ja: '勾配ノルムの上限(クリッピング)' },
  ticks: [0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  names: { 0: { en: 'off', ja: 'なし' } },
  fallback: 0,
  live: true,
};

const steps: NumberSpec = {
  kind: 'number',
  label: { en: 'Steps of time', ja: '時間ステップ数' },
  ticks: span(8, 96, 8),
  fallback: 48,
  live: true,
};

const compare = choice({
  label: { en: 'Compare', ja: '比較' },
  options: [
    { value: 'activation', label: { en: 'activations', ja: '活性化関数' } },
    { value: 'init', label: { en: 'first weights', ja: '初期値' } },
  ],
  fallback: 'activation',
  live: true,
});

/** The settings of the page, by their names in its address. */
export const RNN_SETTINGS = {
  bits,
  hidden,
  activation,
  init,
  optimizer,
  rate,
  batch,
  clip,
  span: steps,
  compare,
} as const;

/** Values of `RNN_SETTINGS`. */
export type RnnValues = Values<typeof RNN_SETTINGS>;

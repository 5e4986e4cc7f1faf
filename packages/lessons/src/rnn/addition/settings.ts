import * as common from '../../kit/common-settings';
import { choice, type FlagSpec, type NumberSpec, span, type Values } from '../../kit/settings';

const bits: NumberSpec = {
  kind: 'number',
  label: { en: 'Bits of the sum', ja: '和のビット数' },
  ticks: span(4, 16),
  low: 2,
  high: 12,
  fallback: 8,
};

const hidden = common.hidden({ ticks: [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64], fallback: 16 });

const activation = choice({
  label: { en: 'Activation', ja: '活性化関数' },
  options: [
    { value: 'tanh', label: { en: 'tanh', ja: 'tanh' } },
    { value: 'relu', label: { en: 'ReLU', ja: 'ReLU' } },
    { value: 'sigmoid', label: { en: 'sigmoid', ja: 'シグモイド' } },
  ],
  fallback: 'sigmoid',
});

const init = choice({
  label: { en: 'First weights', ja: '重みの初期値' },
  options: [
    { value: 'plain', label: { en: 'N(0, 1)', ja: 'N(0, 1)' } },
    { value: 'xavier', label: { en: 'N(0, 1)/√in', ja: 'N(0, 1)/√in' } },
    { value: 'he', label: { en: 'N(0, 1)·√(2/in)', ja: 'N(0, 1)·√(2/in)' } },
    { value: 'glorot', label: { en: 'N(0, 1)·√(2/(in + out))', ja: 'N(0, 1)·√(2/(in + out))' } },
  ],
  fallback: 'xavier',
});

const recurrent = choice({
  label: { en: 'First recurrent weights', ja: '再帰重みの初期値' },
  hint: {
    en: 'Of the weights from hidden state to hidden state.',
    ja: '隠れ状態から隠れ状態への重みの初期値です。',
  },
  options: [
    { value: 'init', label: { en: 'as the others', ja: '他の重みと同じ' } },
    { value: 'he', label: { en: 'He', ja: 'He' } },
    { value: 'orthogonal', label: { en: 'orthogonal', ja: '直交行列' } },
    { value: 'identity', label: { en: 'identity', ja: '単位行列' } },
    { value: 'small', label: { en: 'normal, σ = 0.01', ja: '正規分布 σ = 0.01' } },
    { value: 'unit', label: { en: 'normal, σ = 1', ja: '正規分布 σ = 1' } },
  ],
  fallback: 'init',
});

const bias: FlagSpec = {
  kind: 'flag',
  label: { en: 'Biases', ja: 'バイアス' },
  hint: {
    en: 'Give the units biases (the source has none)',
    ja: 'ユニットにバイアスを付けます(レポートにはありません)',
  },
  fallback: false,
  only: 'terminal',
};

const lossFunction = choice({
  label: { en: 'Loss', ja: '損失' },
  options: [
    {
      value: 'half-squares',
      label: {
        en: 'half of the squared error, summed over bits',
        ja: '二乗誤差の半分(ビットの和)',
      },
    },
    {
      value: 'cross-entropy',
      label: { en: 'cross-entropy, mean over bits', ja: '交差エントロピー(ビット平均)' },
    },
  ],
  fallback: 'half-squares',
  only: 'terminal',
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

const learningRate = common.learningRate({
  label: { en: 'Learning rate', ja: '学習率' },
  ticks: [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 1, 3],
  fallback: 0.03,
});

const batch = common.batch({ ticks: [1, 2, 4, 8, 16, 32, 64, 128], high: 65_536, fallback: 1 });

const clip = common.clip({ fallback: 0 });

const heldOut: NumberSpec = {
  kind: 'number',
  label: { en: 'Pairs that it is never trained on', ja: '学習に使わない組の数' },
  ticks: [0, 256],
  high: 65_536,
  fallback: 0,
  only: 'terminal',
};

const steps = common.steps({ fallback: 3000 });

const every: NumberSpec = {
  kind: 'number',
  label: { en: 'Steps between two sums that are shown', ja: '和を表示する間隔(ステップ)' },
  ticks: [1, 200],
  high: Number.MAX_SAFE_INTEGER,
  fallback: 200,
  only: 'terminal',
  quiet: true,
};

const asPrinted: FlagSpec = {
  kind: 'flag',
  label: { en: 'As printed', ja: 'レポートのプログラムどおり' },
  hint: {
    en: "Train as the report's program is printed: it takes the derivative of the output's sigmoid at y instead of at its input, so a bit that is surely wrong is corrected as fast as an unsure one",
    ja: 'レポートに印刷されたプログラムのとおりに学習します。出力のシグモイドの微分を入力ではなく y で計算するため、確信して間違えたビットも同じ速さで直されます',
  },
  fallback: false,
  only: 'terminal',
};

/** Of time, through which the page shows the gradient. */
const time: NumberSpec = {
  kind: 'number',
  label: { en: 'Steps of time', ja: '時間ステップ数' },
  ticks: span(8, 96, 8),
  fallback: 48,
  live: true,
  only: 'page',
};

const compare = choice({
  label: { en: 'Compare', ja: '比較' },
  options: [
    { value: 'activation', label: { en: 'activations', ja: '活性化関数' } },
    { value: 'recurrent', label: { en: 'first weights', ja: '初期値' } },
  ],
  fallback: 'activation',
  live: true,
  only: 'page',
});

/** The settings of the lesson. */
export const SETTINGS = {
  bits,
  hidden,
  activation,
  init,
  recurrent,
  bias,
  lossFunction,
  optimizer,
  learningRate,
  batch,
  clip,
  heldOut,
  steps,
  every,
  asPrinted,
  span: time,
  compare,
} as const;

/** Their values. */
export type AdditionValues = Values<typeof SETTINGS>;

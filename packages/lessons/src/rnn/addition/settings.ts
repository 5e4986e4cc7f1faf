import * as common from '../../kit/common-settings';
import { choice, flag, number, span, type Values } from '../../kit/settings';

/** The settings of the lesson. */
export const SETTINGS = {
  bits: number(['Bits of the sum', '和のビット数'], {
    ...{ ticks: span(4, 16), low: 2, high: 12, fallback: 8 },
  }),
  hidden: common.hidden({ ticks: [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64], fallback: 16 }),
  activation: choice(['Activation', '活性化関数'], {
    options: { tanh: 'tanh', relu: 'ReLU', sigmoid: ['sigmoid', 'シグモイド'] },
    fallback: 'sigmoid',
  }),
  init: choice(['First weights', '重みの初期値'], {
    options: {
      plain: 'N(0, 1)',
      xavier: 'N(0, 1)/√in',
      he: 'N(0, 1)·√(2/in)',
      glorot: 'N(0, 1)·√(2/(in + out))',
    },
    fallback: 'xavier',
  }),
  recurrent: choice(['First recurrent weights', '再帰重みの初期値'], {
    hint: [
      'Of the weights from hidden state to hidden state.',
      '隠れ状態から隠れ状態への重みの初期値です。',
    ],
    options: {
      init: ['as the others', '他の重みと同じ'],
      he: 'He',
      orthogonal: ['orthogonal', '直交行列'],
      identity: ['identity', '単位行列'],
      small: ['normal, σ = 0.01', '正規分布 σ = 0.01'],
      unit: ['normal, σ = 1', '正規分布 σ = 1'],
    },
    fallback: 'init',
  }),
  bias: flag(['Biases', 'バイアス'], {
    hint: [
      'Give the units biases (the source has none)',
      'ユニットにバイアスを付けます(レポートにはありません)',
    ],
    only: 'terminal',
  }),
  lossFunction: choice(['Loss', '損失'], {
    options: {
      'half-squares': ['half of the squared error, summed over bits', '二乗誤差の半分(ビットの和)'],
      'cross-entropy': ['cross-entropy, mean over bits', '交差エントロピー(ビット平均)'],
    },
    fallback: 'half-squares',
    only: 'terminal',
  }),
  optimizer: choice(['Optimiser', '最適化手法'], {
    options: {
      adam: 'Adam',
      rmsprop: 'RMSprop',
      momentum: ['SGD, momentum 0.9', 'SGD(モメンタム 0.9)'],
      sgd: 'SGD',
    },
    fallback: 'adam',
  }),
  learningRate: common.learningRate({
    label: ['Learning rate', '学習率'],
    ticks: [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 1, 3],
    fallback: 0.03,
  }),
  batch: common.batch({ ticks: [1, 2, 4, 8, 16, 32, 64, 128], high: 65_536, fallback: 1 }),
  clip: common.clip({ fallback: 0 }),
  heldOut: number(['Pairs that it is never trained on', '学習に使わない組の数'], {
    ...{ ticks: [0, 256], high: 65_536, fallback: 0, only: 'terminal' },
  }),
  steps: common.steps({ fallback: 3000 }),
  every: number(['Steps between two sums that are shown', '和を表示する間隔(ステップ)'], {
    ...{ ticks: [1, 200], high: Number.MAX_SAFE_INTEGER, fallback: 200 },
    ...{ only: 'terminal', quiet: true },
  }),
  asPrinted: flag(['As printed', 'レポートのプログラムどおり'], {
    hint: [
      "Train as the report's program is printed: it takes the derivative of the output's sigmoid at y instead of at its input, so a bit that is surely wrong is corrected as fast as an unsure one",
      'レポートに印刷されたプログラムのとおりに学習します。出力のシグモイドの微分を入力ではなく y で計算するため、確信して間違えたビットも同じ速さで直されます',
    ],
    only: 'terminal',
  }),
  /** Of time, through which the page shows the gradient. */
  span: number(['Steps of time', '時間ステップ数'], {
    ...{ ticks: span(8, 96, 8), fallback: 48, live: true, only: 'page' },
  }),
  compare: choice(['Compare', '比較'], {
    options: { activation: ['activations', '活性化関数'], recurrent: ['first weights', '初期値'] },
    fallback: 'activation',
    live: true,
    only: 'page',
  }),
} as const;

/** Their values. */
export type AdditionValues = Values<typeof SETTINGS>;

import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** A recurrent network learns to add two numbers, bit by bit. */
export const addition = defineLesson({
  id: 'addition',
  topic: 'rnn',
  title: {
    en: 'A recurrent network learns to add, bit by bit',
    ja: 'RNN が足し算を1ビットずつ学習する',
  },
  summary: {
    en: 'add two numbers bit by bit, the least significant bit first',
    ja: '2つの数を下位のビットから1ビットずつ足します',
  },
  settings: SETTINGS,
  presets: {
    source: {
      about: {
        en: "the source report's own settings: 16 hidden units, sigmoid, weights from N(0,1), no biases, plain gradient descent at 0.1, one pair a step, 10,000 steps",
        ja: 'レポートの設定: 中間層16ユニット、シグモイド、重みは N(0,1)、バイアスなし、学習率 0.1 の勾配降下法、1ステップに1組、10,000 ステップ',
      },
      values: { init: 'plain', optimizer: 'sgd', learningRate: 0.1, steps: 10_000, every: 100 },
    },
    page: {
      about: {
        en: "the playground's settings: tanh, biases, cross-entropy, 16 pairs a step, 256 pairs held out",
        ja: 'プレイグラウンドの設定: tanh、バイアスあり、交差エントロピー、1ステップに16組、256 組をテスト用に分離',
      },
      values: {
        activation: 'tanh',
        init: 'glorot',
        bias: true,
        lossFunction: 'cross-entropy',
        learningRate: 0.01,
        batch: 16,
        heldOut: 256,
      },
    },
  },
  load: () => import('./run'),
});

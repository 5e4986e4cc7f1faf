import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** Cells with gates add two marked numbers of a long sequence; a plain one beside them does not. */
export const adding = defineLesson({
  id: 'adding',
  topic: 'lstm-gru',
  title: {
    en: 'The adding problem: two marked numbers of a long sequence are to be added',
    ja: '加算問題: 長い系列の中の印の付いた2つの数を足す',
  },
  summary: {
    en: 'add two marked numbers of a long sequence, beside a plain recurrent network',
    ja: '長い系列の中の印の付いた2つの数を足します(単純なRNNと比較)',
  },
  settings: SETTINGS,
  presets: {
    page: {
      about: {
        en: "the playground's settings: one gated cell of 16 units, sequences of 50, a constant rate",
        ja: 'プレイグラウンドの設定: ゲート付きセル1種類(16ユニット)、系列長50、一定の学習率',
      },
      values: {
        ...{ cell: 'lstm', time: 50, hidden: 16, gates: 'bias', schedule: 'constant', batch: 32 },
      },
    },
  },
  load: () => import('./run'),
});

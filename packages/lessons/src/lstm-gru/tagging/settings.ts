import * as common from '../../kit/common-settings';
import { number, type Values } from '../../kit/settings';

/** The settings of the lesson. Of the rates 0.004 and 0.01 the default is better on the development documents (seed 11). */
export const SETTINGS = {
  cell: common.gatedCell(['Cell of both networks', '両方のネットワークのセル']),
  hidden: common.hidden({
    label: ['Units of a word', '1語あたりのユニット数'],
    hint: [
      'Units of a word: all in one direction, or half in each',
      '1語あたりのユニット数(一方向に全部、または各方向に半分ずつ)',
    ],
    ...{ low: 2, high: 2048, fallback: 128 },
  }),
  learningRate: common.firstRate({ fallback: 0.01 }),
  batch: common.batch({
    label: ['Sequences a step', 'バッチサイズ(文の数)'],
    ...{ high: 1024, fallback: 32 },
  }),
  documents: number(['Documents of the corpus that are used', '使用する文書数'], {
    ...{ ticks: [10, 100, 500], fallback: 500 },
  }),
  part: common.part(
    ['held-out documents', 'テスト用の文書'],
    ['development documents', '開発用の文書'],
  ),
  steps: common.steps({ fallback: 800 }),
} as const;

/** Their values. */
export type TaggingValues = Values<typeof SETTINGS>;

import * as common from '../../kit/common-settings';
import { choice, type TextSpec, type Values } from '../../kit/settings';

const word: TextSpec = {
  kind: 'text',
  label: { en: 'A word to say', ja: '発音する単語' },
  ...{ most: 30, fallback: 'typescript', live: true },
};

/** The settings of the lesson. */
export const SETTINGS = {
  words: choice(['Words', '単語'], {
    hint: [
      'The words: all 123,000 of the dictionary, or the 4,000 most frequent',
      '学習する単語。辞書の全語(約12万3千語)または高頻度の4,000語',
    ],
    options: { all: ['all', 'すべて'], common: ['the most frequent', '高頻度語'] },
    ...{ fallback: 'all', only: 'terminal' },
  }),
  word,
  attention: choice(['Attention', 'アテンション'], {
    hint: [
      'Attention: general, or none: the last state is all that the decoder knows of the word',
      'アテンション。general(あり)または none(最後の状態だけを渡す)',
    ],
    options: { general: ['general', 'あり(general)'], none: ['none', 'なし'] },
    fallback: 'general',
  }),
  hidden: common.hidden({ ticks: [32, 64, 96, 128, 192, 256], fallback: 128 }),
  learningRate: common.firstRate({ fallback: 0.005 }),
  batch: common.batch({ ticks: [16, 32, 64, 128], fallback: 64 }),
  teacherForcing: {
    kind: 'number',
    label: { en: 'Teacher forcing', ja: '教師強制の割合' },
    hint: {
      en: 'How often the decoder hears the true phoneme before, rather than its own',
      ja: 'デコーダに直前の正解を与える割合(残りは自身の出力)',
    },
    ...{ ticks: [0, 0.25, 0.5, 0.75, 1], low: 0, high: 1, fallback: 1, live: true, quiet: true },
  },
  beams: {
    kind: 'number',
    label: { en: 'Beams', ja: 'ビーム幅' },
    ...{ ticks: [1, 2, 3, 5, 8], low: 1, high: 64, fallback: 5, live: true, quiet: true },
  },
  part: {
    ...common.part(['held-out words', 'テスト用の単語'], ['development words', '開発用の単語']),
    only: 'terminal',
  },
  test: common.tests(['Words to test on', 'テストする単語の数'], {
    fallback: 1000,
    only: 'terminal',
  }),
  steps: common.steps({ fallback: 3000 }),
} as const;

/** Their values. */
export type PhonemeValues = Values<typeof SETTINGS>;

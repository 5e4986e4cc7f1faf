import * as common from '../../kit/common-settings';
import { number, type Values } from '../../kit/settings';

/** The settings of the lesson. */
export const SETTINGS = {
  hidden: common.hidden({ fallback: 64 }),
  learningRate: common.firstRate({ fallback: 0.005 }),
  batch: common.batch({ label: ['Lines a step', '1ステップの行数'], fallback: 16 }),
  beams: number(['Beams', 'ビーム幅'], {
    hint: [
      'Beginnings that are kept while a line is decoded; 1: the likeliest path',
      '復号で残す候補の数。1は最尤パス',
    ],
    ...{ ticks: [1, 2, 5, 10], low: 1, high: 1000, fallback: 1, live: true, quiet: true },
  }),
  part: common.part(
    ['digits of other writers', '別の書き手の数字'],
    ['development digits', '開発用の数字'],
  ),
  test: common.tests(['Lines to test on', 'テストする行の数'], { fallback: 1000 }),
  steps: common.steps({ fallback: 2000 }),
} as const;

/** Their values. */
export type LineValues = Values<typeof SETTINGS>;

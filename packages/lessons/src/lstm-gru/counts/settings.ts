import * as common from '../../kit/common-settings';
import { number, span, type Values } from '../../kit/settings';

/** The settings of the lesson: sizes of the layers that are compared. */
export const SETTINGS = {
  inputs: number(['Features of a step', '1時刻の特徴量の数'], {
    ...{ ticks: [16, 32, 64, 128, 256], low: 1, high: 1024, fallback: 128 },
  }),
  hidden: common.hidden({ fallback: 128 }),
  batch: common.batch({ live: false, high: 1024, fallback: 32 }),
  time: number(['Steps of a sequence', '系列長'], {
    ...{ ticks: span(8, 64, 8), low: 1, high: 1024, fallback: 64 },
  }),
  steps: common.steps({
    label: ['Training steps that are timed', '時間を測る学習ステップ数'],
    fallback: 20,
  }),
} as const;

/** Their values. */
export type CountsValues = Values<typeof SETTINGS>;

import * as common from '../../kit/common-settings';
import { type NumberSpec, span, type Values } from '../../kit/settings';

const inputs: NumberSpec = {
  kind: 'number',
  label: { en: 'Features of a step', ja: '1時刻の特徴量の数' },
  ticks: [16, 32, 64, 128, 256],
  low: 1,
  high: 1024,
  fallback: 128,
};

const time: NumberSpec = {
  kind: 'number',
  label: { en: 'Steps of a sequence', ja: '系列長' },
  ticks: span(8, 64, 8),
  low: 1,
  high: 1024,
  fallback: 64,
};

/** The settings of the lesson: sizes of the layers that are compared. */
export const SETTINGS = {
  inputs,
  hidden: common.hidden({ fallback: 128 }),
  batch: common.batch({ live: false, high: 1024, fallback: 32 }),
  time,
  steps: common.steps({
    label: { en: 'Training steps that are timed', ja: '時間を測る学習ステップ数' },
    fallback: 20,
  }),
} as const;

/** Their values. */
export type CountsValues = Values<typeof SETTINGS>;

import * as common from '../../kit/common-settings';
import { number, type Values } from '../../kit/settings';

/** The settings of the lesson. The defaults have the least RMSE on the validation year, over seeds 11 to 20. */
export const SETTINGS = {
  ahead: number(['Days ahead', '何日先か'], {
    hint: [
      'Days between the last known day and the forecast',
      '最後に分かっている日から予測する日までの日数',
    ],
    ...{ ticks: [1, 2, 3, 7, 14, 30], fallback: 1 },
  }),
  window: number(['Known days that the network reads', 'ネットワークが読む日数'], {
    ...{ ticks: [1, 3, 5, 7, 14, 30, 90], fallback: 5 },
  }),
  hidden: common.hidden({ fallback: 32 }),
  learningRate: common.firstRate({
    label: ['Learning rate (AdamW), at first', '学習率(AdamW、初期値)'],
    fallback: 0.003,
  }),
  batch: common.batch({ label: ['Windows a step', 'バッチサイズ(窓の数)'], fallback: 32 }),
  steps: common.steps({ fallback: 500 }),
} as const;

/** Their values. */
export type ForecastValues = Values<typeof SETTINGS>;

import * as common from '../../kit/common-settings';
import type { NumberSpec, Values } from '../../kit/settings';

const ahead: NumberSpec = {
  kind: 'number',
  label: { en: 'Days ahead', ja: '何日先か' },
  hint: {
    en: 'Days between the last known day and the forecast',
    ja: '最後に分かっている日から予測する日までの日数',
  },
  ticks: [1, 2, 3, 7, 14, 30],
  fallback: 1,
};

const window: NumberSpec = {
  kind: 'number',
  label: { en: 'Known days that the network reads', ja: 'ネットワークが読む日数' },
  ticks: [1, 3, 5, 7, 14, 30, 90],
  fallback: 5,
};

const hidden = common.hidden({ fallback: 32 });

const learningRate = common.firstRate({
  label: { en: 'Learning rate (AdamW), at first', ja: '学習率(AdamW、初期値)' },
  fallback: 0.003,
});

const batch = common.batch({
  label: { en: 'Windows a step', ja: 'バッチサイズ(窓の数)' },
  fallback: 32,
});

const steps = common.steps({ fallback: 500 });

/** The settings of the lesson. The defaults have the least RMSE on the validation year, over seeds 11 to 20. */
export const SETTINGS = { ahead, window, hidden, learningRate, batch, steps } as const;

/** Their values. */
export type ForecastValues = Values<typeof SETTINGS>;

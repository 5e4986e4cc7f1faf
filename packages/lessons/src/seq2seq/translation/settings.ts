import * as common from '../../kit/common-settings';
import type { Values } from '../../kit/settings';

/** The settings of the lesson. */
export const SETTINGS = {
  hidden: common.hidden({ fallback: 16 }),
  learningRate: common.learningRate({ fallback: 0.01 }),
  batch: common.batch({ fallback: 32 }),
  clip: common.clip({ fallback: 0 }),
  steps: common.steps({ fallback: 300 }),
  test: common.tests(['Fresh ones to test on', 'テスト用の数'], { fallback: 1000 }),
} as const;

/** Their values. */
export type TranslationValues = Values<typeof SETTINGS>;

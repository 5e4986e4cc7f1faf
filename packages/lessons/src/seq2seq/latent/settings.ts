import * as common from '../../kit/common-settings';
import { number, type Values } from '../../kit/settings';

/** The settings of the lesson. */
export const SETTINGS = {
  latent: number(['Latent units', '潜在変数の次元'], { ticks: [2, 5, 10, 20, 50], fallback: 20 }),
  hidden: common.hidden({ ticks: [16, 64, 100, 200, 400], fallback: 400 }),
  beta: number(['β, the weight of KL', 'β(KLの重み)'], {
    hint: [
      '1 is the ELBO; with 0 nothing keeps the codes together',
      '1でELBO。0では符号を束ねる力がなくなります',
    ],
    ...{ ticks: [0, 0.1, 0.5, 1, 2, 4], whole: false, fallback: 1, live: true },
  }),
  learningRate: common.learningRate({ fallback: 0.001 }),
  batch: common.batch({ fallback: 128 }),
  steps: common.steps({ fallback: 800 }),
  images: number(['Digits to learn from', '学習用の数字'], {
    ...{ ticks: [200, 1000, 10_000, 60_000], fallback: 60_000, quiet: true },
  }),
  test: common.tests(['Digits to test on', 'テスト用の数字'], { fallback: 2000, high: 10_000 }),
} as const;

/** Their values. */
export type LatentValues = Values<typeof SETTINGS>;

import * as common from '../../kit/common-settings';
import { choice, type IntegerSpec, number, span, type Values } from '../../kit/settings';
import { textOf, type Words } from '../../kit/text';

/** What a page shows. */
const seen = { only: 'page', live: true, quiet: true } as const;
/** Along an axis of the plane: a twentieth apart. */
const ticks = span(-60, 60).map((i) => i / 20);
const coordinate = (name: string) =>
  number([`Point: ${name}`, `点の ${name}`], { ticks, whole: false, fallback: 0, ...seen });
/** Which of the held-out digits. */
const digit = (label: Words, fallback: number): IntegerSpec => ({
  ...{ kind: 'integer', label: textOf(label), low: 0, high: 359, fallback, ...seen },
});

const PLANE = {
  model: choice(['Whose plane', 'モデル'], {
    options: { vae: 'VAE', autoencoder: ['plain autoencoder', '通常のオートエンコーダ'] },
    ...{ fallback: 'vae', ...seen },
  }),
  plane: choice(['What the plane shows', '平面に表示するもの'], {
    options: { codes: ['codes of digits', '数字の符号'], made: ['what is decoded', '生成画像'] },
    ...{ fallback: 'codes', ...seen },
  }),
  x: coordinate('z₁'),
  y: coordinate('z₂'),
  from: digit(['From the digit', '始点の数字'], 0),
  to: digit(['To the digit', '終点の数字'], 1),
  draw: number(['Draw', '抽選'], { ticks: span(1, 50), fallback: 1, ...seen }),
};

/** The settings of the lesson. */
export const SETTINGS = {
  data: choice(['Digits', '数字'], {
    hint: [
      'The digits: MNIST (28×28, 60,000 to learn from) or small ones (8×8, 1,437)',
      '数字のデータ。MNIST(28×28、学習用6万枚)または小さい画像(8×8、1,437枚)',
    ],
    options: { mnist: 'MNIST', small: ['small ones', '小さい画像'] },
    ...{ fallback: 'mnist', only: 'terminal' },
  }),
  latent: number(['Latent units', '潜在変数の次元'], {
    ...{ ticks: [2, 5, 10, 20, 50], fallback: 20, only: 'terminal' },
  }),
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
    ...{ ticks: [200, 1000, 10_000, 60_000], fallback: 60_000, quiet: true, only: 'terminal' },
  }),
  test: common.tests(['Digits to test on', 'テスト用の数字'], {
    ...{ fallback: 2000, high: 10_000, only: 'terminal' },
  }),
  ...PLANE,
} as const;

/** Their values. */
export type LatentValues = Values<typeof SETTINGS>;

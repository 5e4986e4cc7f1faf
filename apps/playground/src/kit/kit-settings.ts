import { choice, type IntegerSpec, number, type Values } from '@dl/lessons';

const seed: IntegerSpec = {
  kind: 'integer',
  label: { en: 'Seed', ja: 'シード' },
  hint: {
    en: 'The same seed draws the same weights and data.',
    ja: '同じシードからは同じ重みとデータが生成されます。',
  },
  low: 0,
  high: 999_999,
  fallback: 1,
};

const speed = number(['Speed, steps a second', '速度(ステップ/秒)'], {
  ticks: [5, 10, 20, 50, 100, 200, 500, 1000, 0],
  names: { 0: ['full', '最大'] },
  ...{ fallback: 200, live: true },
});

const backend = choice(['Backend', 'バックエンド'], {
  options: { wasm: 'WASM', webgpu: 'WebGPU', cpu: 'JavaScript' },
  fallback: 'wasm',
});

/** The settings that every page has. A speed of 0 is as fast as it goes. */
export const KIT_SETTINGS = { seed, backend, speed } as const;

/** Values of `KIT_SETTINGS`. */
export type KitValues = Values<typeof KIT_SETTINGS>;

/** A backend that a page may ask for. */
export type Backend = KitValues['backend'];

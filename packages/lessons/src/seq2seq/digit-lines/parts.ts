import type { Range } from './lines';

/** Images to learn from, to choose settings by, and those of other writers. */
export const RANGES: Readonly<Record<'train' | 'dev' | 'test', Range>> = {
  train: { first: 0, end: 55_000 },
  dev: { first: 55_000, end: 60_000 },
  test: { first: 0, end: 10_000 },
};

import type { Runtime } from '@dl/core';
import { defineLesson, number } from '@dl/lessons';
import { expect, test } from 'vitest';
import { experimentOf } from './experiment-of';

/** A lesson without a view, whose score is its seed times a setting. */
const lesson = defineLesson({
  ...{ id: 'x', topic: 'y', title: { en: '', ja: '' }, summary: { en: '', ja: '' } },
  settings: { times: number('Times', { ticks: [1, 2], fallback: 1, live: true }) },
  presets: { page: { about: { en: '', ja: '' }, values: { times: 2 } } },
  load: async () => ({
    start: ({ times }, { seed }) => {
      let now = times;
      return {
        run: async function* () {},
        update: (values: { times: number }) => {
          now = values.times;
        },
        score: async () => ({ figures: { product: seed * now } }),
        dispose() {},
      } as never;
    },
  }),
});

test('what has no view is drawn by its score, with the settings of the page', async () => {
  const experiment = await experimentOf(lesson).create({} as never, {
    ...{ seed: 3, runtime: {} as Runtime },
  });
  expect(await experiment.view()).toEqual({ score: { figures: { product: 6 } } });
  experiment.update?.({ times: 1 });
  expect(await experiment.view()).toEqual({ score: { figures: { product: 3 } } });
});

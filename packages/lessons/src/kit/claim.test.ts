import { describe, expect, test } from 'vitest';
import { type Claim, figuresOf, middle } from './claim';
import type { Lesson, LessonContext } from './lesson';

/** A lesson whose figure is its seed times a setting. */
function lessonOf(started: LessonContext[]): Lesson {
  const times = { kind: 'number', label: { en: '', ja: '' }, ticks: [1], fallback: 1 } as const;
  return {
    ...{ id: 'x', topic: 'y', title: { en: '', ja: '' }, summary: { en: '', ja: '' } },
    settings: { times },
    presets: { double: { about: { en: '', ja: '' }, values: { times: 2 } } },
    start: ({ times }, context) => {
      started.push(context);
      return {
        run: async function* () {},
        score: async () => ({ figures: { product: context.seed * Number(times) } }),
        dispose() {},
      } as never;
    },
  };
}

describe('a claim', () => {
  const started: LessonContext[] = [];
  const claim: Claim = {
    ...{ id: 'y/x', what: '', lesson: lessonOf(started), seeds: 3, unit: '', preset: 'double' },
    figure: (runs) => ({ ours: middle(runs, 'product') }),
  };

  test('runs its lesson whole, a seed after the other, with its settings', async () => {
    const said: string[] = [];
    const runs = await figuresOf(claim, (text) => said.push(text));
    expect(runs).toEqual([{ product: 2 }, { product: 4 }, { product: 6 }]);
    expect(claim.figure(runs)).toEqual({ ours: 4 });
    expect(said).toEqual(['x, seed 1: done', 'x, seed 2: done', 'x, seed 3: done']);
  });

  test('shares its runs with other claims of the same', async () => {
    await figuresOf({ ...claim, id: 'y/other' }, () => {});
    expect(started).toHaveLength(3);
  });
});

import type { Runtime } from '@dl/core';
import { valuesOf } from '../../kit/lesson';
import { defineStudy } from '../../kit/study';
import { tasks } from '../tasks/lesson';
import { shareOf, type Tally } from '../tasks/measure';
import type { TaskName } from '../tasks/settings';

/** Distances in powers of two that are reported: 1, 2 to 3, 4 to 7, 8 to 15, 16 to 31. */
const BUCKETS = [1, 2, 3, 4, 5];
const NONE: Tally = { right: 0, all: 1 };

/**
 * Made-up tasks, with the lesson's settings: right symbols of six networks of one size behind the most frequent answer, at the greatest
 * length that was trained on and at half more; and of rows said backwards, by distance.
 */
export const study = defineStudy({
  full: { steps: 0, seed: 1, test: 300, shorter: 1 },
  quick: { steps: 2, seed: 1, test: 4, shorter: 4 },
  async run({ steps, seed, test, shorter }) {
    const figures: Record<string, number[]> = {};
    for (const problem of [
      'addition',
      'copy',
      'reverse',
      'sort',
      'parity',
      'dyck',
    ] satisfies TaskName[]) {
      const own = valuesOf(tasks, {}, problem);
      const longest = Math.ceil(own.longest / shorter);
      const values = { ...own, test, longest, ...(steps > 0 && { steps }) };
      const run = await tasks.start(values, { seed, runtime: {} as Runtime });
      for await (const _ of run.run()) {
        // Nothing is read while it trains.
      }
      await run.score();
      const found = Object.entries(run.found);
      const side = (at: number) =>
        found.map(([, { byLength }]) => shareOf([...byLength.values()].at(at) ?? NONE));
      figures[problem] = side(-2);
      figures[`${problem}-longer`] = side(-1);
      if (problem === 'reverse') {
        for (const [name, { byDistance }] of found) {
          figures[`distance-${name}`] = BUCKETS.map((bucket) =>
            shareOf(byDistance[bucket] ?? NONE),
          );
        }
      }
      run.dispose();
    }
    return figures;
  },
});

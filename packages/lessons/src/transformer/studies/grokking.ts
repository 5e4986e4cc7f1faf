import type { Runtime } from '@dl/core';
import { valuesOf } from '../../kit/lesson';
import { defineStudy } from '../../kit/study';
import { tasks } from '../tasks/lesson';

/** Moments of the run that a curve shows. */
const POINTS = 20;

/**
 * Modular addition with the lesson's settings: the share of right sums of pairs that it learns from and of others, step by step; and the
 * first step at which each was 99% (0: never).
 */
export const study = defineStudy({
  full: { seed: 1, modulus: 0, steps: 0 },
  quick: { seed: 1, modulus: 7, steps: 20 },
  async run({ seed, modulus, steps }) {
    const given = { ...(modulus > 0 && { modulus }), ...(steps > 0 && { steps }) };
    const values = valuesOf(tasks, given, 'modular');
    const run = await tasks.start(values, { seed, runtime: {} as Runtime });
    for await (const _ of run.run()) {
      // What it knows is measured by the lesson.
    }
    const { figures } = await run.score();
    const every = run.history.length / POINTS;
    const shown = Array.from(
      { length: POINTS },
      (_, i) => run.history[Math.ceil((i + 1) * every) - 1],
    );
    const share = (side: 'train' | 'held') => shown.map((moment) => moment?.[side].rnn ?? 0);
    run.dispose();
    return {
      steps: shown.map((moment) => moment?.step ?? 0),
      ...{ train: share('train'), held: share('held') },
      knownAt: Number(figures.rnnKnownAt ?? 0),
      grokkedAt: Number(figures.rnnGrokkedAt ?? 0),
      chance: Number(figures.baselineHeld),
      ...{ modulus: values.modulus, last: values.steps },
    };
  },
});

import type { Runtime } from '@dl/core';
import type { Specs, Values } from '@dl/lessons';
import { parseSettings } from '../settings';
import type { ExperimentDefinition } from './experiment';

/** For tests: an experiment without a worker, with its default settings but for `changes`. */
export async function tryExperiment<S extends Specs, View>(
  { settings, create }: ExperimentDefinition<S, View>,
  changes: Partial<Values<S>> = {},
  seed = 1,
) {
  const all = { ...parseSettings(settings, {}).values, ...changes };
  const made = await create(all, { seed, runtime: {} as Runtime });
  return {
    ...made,
    all,
    /** Makes steps, and gives their losses. */
    async run(steps: number): Promise<number[]> {
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) {
        const { value } = await made.steps.next();
        losses.push((await value?.loss()) as number);
      }
      return losses;
    },
    async close(): Promise<void> {
      await made.steps.return();
      made.dispose();
    },
  };
}

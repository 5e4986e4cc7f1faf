import type { Runtime } from '@dl/core';
import { valuesOf } from '../../kit/lesson';
import { defineStudy } from '../../kit/study';
import { counts } from '../counts/lesson';

/** Parameters and the time of a training step of the three layers, with half as many inputs as units. */
export const study = defineStudy({
  full: { hidden: 256, steps: 15 },
  quick: { hidden: 16, steps: 3 },
  unsteady: ['lstmMs', 'gruMs', 'rnnMs', 'lstmToRnn', 'gruToRnn'],
  async run({ hidden, steps }) {
    const values = valuesOf(counts, { inputs: hidden / 2, hidden, steps });
    const run = await counts.start(values, { seed: 1, runtime: {} as Runtime });
    for await (const _ of run.run()) {
      // Each step is timed by the run.
    }
    const { figures } = await run.score();
    run.dispose();
    const { lstmMs, gruMs, rnnMs } = figures as Record<string, number>;
    return {
      ...(figures as Record<string, number>),
      lstmToRnn: (lstmMs as number) / (rnnMs as number),
      gruToRnn: (gruMs as number) / (rnnMs as number),
    };
  },
});

import type { Runtime } from '@dl/core';
import { valuesOf } from '../../kit/lesson';
import { defineStudy, median } from '../../kit/study';
import { exactMatch } from '../addition/exact-match';
import { addition } from '../addition/lesson';

const ACTIVATIONS = ['sigmoid', 'tanh', 'relu'] as const;
const INITS = ['plain', 'xavier', 'he'] as const;

/** A network has learnt to add if so many of all pairs are right in every bit. */
const LEARNT = 0.99;

/** How activation and first weights decide whether a recurrent network learns to add, with the settings of the report. */
export const study = defineStudy({
  full: { steps: 10_000, seeds: 10 },
  quick: { steps: 50, seeds: 2 },
  async run({ steps, seeds }) {
    const figures: Record<string, number> = {};
    for (const activation of ACTIVATIONS) {
      for (const init of INITS) {
        const values = valuesOf(addition, { activation, init, steps }, 'source');
        const shares: number[] = [];
        for (let seed = 1; seed <= seeds; seed++) {
          const run = await addition.start(values, { seed, runtime: {} as Runtime });
          try {
            for await (const _ of run.run()) {
              // Nothing is read while it trains.
            }
          } catch {
            // The loss became NaN or infinite: it has not learnt.
          }
          shares.push((await exactMatch(run.net, values.bits)).share);
          run.dispose();
        }
        figures[`${activation}-${init}-learnt`] = shares.filter((share) => share >= LEARNT).length;
        figures[`${activation}-${init}`] = median(shares);
      }
    }
    return figures;
  },
});

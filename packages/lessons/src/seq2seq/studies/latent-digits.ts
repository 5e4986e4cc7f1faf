import type { Runtime } from '@dl/core';
import { valuesOf } from '../../kit/lesson';
import { defineStudy } from '../../kit/study';
import { latent } from '../latent/lesson';

/** The lesson `latent`: what a VAE and a plain autoencoder come to, in nats, and how far real digits are from made-up ones. */
export const study = defineStudy({
  full: { latent: 20, hidden: 400, steps: 800, images: 60_000, test: 2000 },
  quick: { latent: 2, hidden: 16, steps: 10, images: 300, test: 50 },
  async run(sizes) {
    const context = { seed: 1, runtime: {} as Runtime };
    const run = await latent.start(valuesOf(latent, { ...sizes }), context);
    try {
      for await (const _ of run.run()) {
        // To the end.
      }
      const figures = (await run.score()).figures as Readonly<Record<string, number>>;
      return { ...figures };
    } finally {
      run.dispose();
    }
  },
});

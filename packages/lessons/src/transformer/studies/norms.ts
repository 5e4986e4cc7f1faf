import { rotary } from '@dl/attention';
import { dispose, random, warmup } from '@dl/core';
import { defineStudy } from '../../kit/study';
import { Reverser, trainReverser } from '../order/reverser';

/** Where the norm stands in a block, and warm-up: the loss of a deep model after some steps. */
export const study = defineStudy({
  full: { steps: 300, layers: 12 },
  quick: { steps: 3, layers: 2 },
  async run({ steps, layers }) {
    const figures: Record<string, number[]> = {};
    for (const order of ['post', 'pre'] as const) {
      figures[order] = [];
      for (const learningRate of [0.005, warmup(0.005, Math.ceil(steps / 5))]) {
        const positions = rotary();
        const own = { layers, heads: 4, rng: random(1), order, positions };
        const model = new Reverser(32, own);
        figures[order].push(await trainReverser(model, { steps, rng: random(2), learningRate }));
        dispose(model);
      }
    }
    return figures;
  },
});

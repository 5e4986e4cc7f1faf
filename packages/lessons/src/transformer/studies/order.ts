import { alibi, rotary } from '@dl/attention';
import { dispose, random } from '@dl/core';
import { defineStudy } from '../../kit/study';
import { Reverser, shareRight, trainReverser } from '../order/reverser';

/** What a Transformer knows of the order of its input: the share of letters of a row that it says backwards rightly, by its positions. */
export const study = defineStudy({
  full: { steps: 600, test: 1000 },
  quick: { steps: 3, test: 50 },
  async run({ steps, test }) {
    const kinds = {
      ...{ none: {}, sinusoids: {} },
      ...{ rotary: { positions: rotary() }, alibi: { positions: alibi() } },
    };
    const figures: Record<string, number> = {};
    for (const [name, own] of Object.entries(kinds)) {
      const options = { layers: 2, heads: 4, rng: random(1), ...own };
      const model = new Reverser(32, options, name === 'sinusoids');
      await trainReverser(model, { steps, rng: random(2), learningRate: 0.003 });
      figures[name] = await shareRight(model, random('test'), test);
      model.disposePlaces();
      dispose(model);
    }
    return figures;
  },
});

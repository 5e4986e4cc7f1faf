import { adam, clipByGlobalNorm, cosineDecay, dispose, random, train } from '@dl/core';
import { Hred, linearKlWeight, Vhred } from '@dl/seq2seq';
import { defineStudy } from '../../kit/study';
import { batcher, corpusOf, madeDialogues } from '../dialogue/corpus';
import { diversity, latentUse, likelihood } from '../dialogue/measure';

/**
 * Made dialogues: the perplexity of replies by how many utterances the context sees; and VHRED without help and with it: perplexity, KL a
 * turn, what a wrong z costs, distinct-2.
 */
export const study = defineStudy({
  full: { steps: 300, hidden: 32, batch: 8, test: 60, samples: 10 },
  quick: { steps: 2, hidden: 4, batch: 2, test: 4, samples: 2 },
  async run({ steps, hidden, batch, test, samples }) {
    const corpus = await corpusOf(madeDialogues(), { words: 200, longest: 30 });
    const { vocabulary, parts, sos, eos, unk } = corpus;
    const held = parts.test.slice(0, test);
    const figures: Record<string, number[]> = {};
    const size = vocabulary.size;
    const own = () => ({ sos, unk, embeddingSize: 16, rng: random(1) });
    const latent = () => ({ ...own(), latentSize: 8 });
    // #region ways
    const rising = linearKlWeight({ steps: Math.ceil(steps / 2) });
    const plain = { beta: () => 1, freeBits: 0, wordDropout: 0 };
    const helped = { beta: rising, freeBits: 0.25, wordDropout: 0.25 };
    const nets = {
      'window-1': [new Hred(size, hidden, { ...own(), window: 1 }), plain],
      'window-3': [new Hred(size, hidden, { ...own(), window: 3 }), plain],
      all: [new Hred(size, hidden, own()), plain],
      'vhred-plain': [new Vhred(size, hidden, latent()), plain],
      'vhred-helped': [new Vhred(size, hidden, latent()), helped],
    } as const;
    // #endregion ways
    for (const [name, [net, { beta, ...help }]] of Object.entries(nets)) {
      const batches = batcher(parts.train, batch, eos, random(2));
      const optimizer = adam({ learningRate: cosineDecay(0.02, { steps }) });
      for await (const _ of train({
        ...{ model: net, optimizer, steps, rng: random(3) },
        batches: ({ step }) => batches(step),
        loss: (dialogues, { step, rng }) =>
          net instanceof Vhred
            ? net.loss(dialogues, { rng, beta: beta(step), ...help })
            : net.loss(dialogues),
        onGradients: (gradients) => {
          clipByGlobalNorm(gradients, 1);
        },
      })) {
        // Nothing is read while it trains.
      }
      const importance = { rng: random(4), samples };
      const { perToken } = await likelihood(held, eos, (own) =>
        net instanceof Vhred ? net.estimateNll(own, importance) : net.replyNll(own),
      );
      const drawing = { sos, eos, temperature: 1, rng: random(5) };
      const different = await diversity(net, held, drawing);
      figures[name] = [Math.exp(perToken), different];
      if (net instanceof Vhred) {
        const { kl, swapRise } = await latentUse(net, held, eos, random(6));
        figures[`${name}-latent`] = [kl, swapRise];
      }
      optimizer.dispose();
      dispose(net);
    }
    return figures;
  },
});

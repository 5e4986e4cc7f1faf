import { adam, dispose, type Rng, random, train } from '@dl/core';
import { linearKlWeight, SentenceVae } from '@dl/seq2seq';
import { padRows } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { drawSentence } from '../../attention/pronouns/sentences';
import { idOf, VOCABULARY } from '../../attention/pronouns/word-ids';
import { defineStudy } from '../../kit/study';

/** `pad`, `sos`, `eos` and `unk` come before the words. */
const [FIRST, EOS] = [4, 2];

const draw = (count: number, rng: Rng) =>
  padRows(
    Array.from({ length: count }, () => [
      ...drawSentence(rng).words.map((word) => FIRST + idOf(word)),
      EOS,
    ]),
    0,
  );

/** Posterior collapse: a VAE for sentences trained plainly, and with what is against it. */
export const study = defineStudy({
  full: { steps: 1200, hidden: 64, test: 500 },
  quick: { steps: 5, hidden: 8, test: 10 },
  async run({ steps, hidden, test }) {
    const figures: Record<string, number[]> = {};
    // #region ways
    const rising = linearKlWeight({ steps: Math.ceil(steps / 2) });
    const always = () => 1;
    const ways = {
      plain: { wordDropout: 0, beta: always, freeBits: 0 },
      annealed: { wordDropout: 0, beta: rising, freeBits: 0 },
      dropped: { wordDropout: 0.5, beta: rising, freeBits: 0 },
      free: { wordDropout: 0, beta: always, freeBits: 0.5 },
    };
    // #endregion ways
    for (const [name, { wordDropout, beta, freeBits }] of Object.entries(ways)) {
      const rng = random(1);
      // #region train
      const vae = new SentenceVae(FIRST + VOCABULARY.size, 8, {
        ...{ rng: rng.fold('weights'), wordDropout },
        ...{ embeddingSize: 32, hiddenSize: hidden },
      });
      const optimizer = adam({ learningRate: 0.003 });
      const run = train({
        ...{ model: vae, optimizer, steps, rng: rng.fold('training') },
        batches: ({ rng }) => draw(32, rng.fold('sentences')),
        loss: ({ ids, lengths }, { rng, step }) => {
          const weights = { beta: beta(step), freeBits };
          return vae.loss(ids, { lengths, rng, training: true, ...weights }).loss;
        },
      });
      // #endregion train
      for await (const _ of run) {
        // To the end.
      }
      const { ids, lengths } = draw(test, random(2));
      const parts = tf.tidy(() => {
        const { reconstruction, kl, loss } = vae.loss(ids, { lengths, rng: random(3) });
        return tf.stack([reconstruction, kl, loss]);
      });
      figures[name] = Array.from(await parts.data());
      tf.dispose([parts, ids]);
      optimizer.dispose();
      dispose(vae);
    }
    return figures;
  },
});

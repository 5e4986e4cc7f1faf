import { adam, clipByGlobalNorm, dispose, parameters, random, train } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy } from '../../kit/study';
import { drawReversals } from '../reversal/sequences';
import { Translator } from '../reversal/translator';

const SYMBOLS = 16;

/** The share of symbols that are right, where those before are given. */
async function share(model: Translator, length: number, batch: number): Promise<number> {
  const test = drawReversals({ batch, length, symbols: SYMBOLS, rng: random('test') });
  const right = tf.tidy(() => {
    const { logits } = model.decode(model.encode(test.source), test.said);
    const hits = tf.cast(tf.equal(tf.argMax(logits, 2), test.target), 'float32');
    return tf.mean(tf.slice(hits, [0, 0], [-1, length])); // without the end, which needs no memory
  });
  const value = (await right.data())[0] as number;
  tf.dispose([test.source, test.said, test.target, right]);
  return value;
}

/** A code of fixed length, and attention, as sentences grow: the share of right symbols. */
export const study = defineStudy({
  full: { steps: 1000, lengths: [5, 10, 20, 40], test: 500 },
  quick: { steps: 10, lengths: [5], test: 50 },
  async run({ steps, lengths, test }) {
    const figures: Record<string, number[]> = {};
    for (const length of lengths) {
      const shares: number[] = [];
      for (const score of [undefined, 'general'] as const) {
        // #region train
        const model = new Translator(32, { rng: random(1), symbols: SYMBOLS, score });
        const optimizer = adam({ learningRate: 0.005 });
        for await (const _ of train({
          parameters: parameters(model),
          optimizer,
          batches: ({ rng }) => drawReversals({ batch: 32, length, symbols: SYMBOLS, rng }),
          loss: (batch) => model.loss(batch),
          onGradients: (grads) => clipByGlobalNorm(grads, 1),
          steps,
        })) {
          // Nothing is read while it trains.
        }
        // #endregion train
        shares.push(await share(model, length, test));
        optimizer.dispose();
        dispose(model);
      }
      figures[`length-${length}`] = shares;
    }
    return figures;
  },
});

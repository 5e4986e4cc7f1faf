import {
  adam,
  dispose,
  Embedding,
  Linear,
  parameters,
  type Rng,
  random,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
import { Gru } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy } from '../../kit/study';

// #region data
/** 21 random symbols of 8: at each step the input is one of them and the answer the next. */
function draw(rng: Rng): { xs: tf.Tensor; next: tf.Tensor } {
  return tf.tidy(() => {
    const symbols = rng.integers(0, 8, [32, 21]);
    const from = (start: number) => tf.slice(symbols, [0, start], [32, 20]);
    return { xs: from(0), next: from(1) };
  }) as { xs: tf.Tensor; next: tf.Tensor };
}
// #endregion data

async function lastLoss(bidirectional: 'concat' | undefined, steps: number): Promise<number> {
  const rng = random(1);
  const model = {
    embedding: new Embedding(8, 16, { rng }),
    gru: new Gru(16, 32, { rng, bidirectional }),
    output: new Linear(bidirectional ? 64 : 32, 8, { rng }),
  };
  const optimizer = adam({ learningRate: 0.01 });
  let last = Number.NaN;
  for await (const { step, loss } of train({
    parameters: parameters(model),
    optimizer,
    batches: ({ rng }) => draw(rng),
    loss: ({ xs, next }) => {
      const { outputs } = model.gru.forward(model.embedding.forward(xs));
      return softmaxCrossEntropy(model.output.forward(outputs), next);
    },
    steps,
  })) {
    if (step === steps) last = await loss();
  }
  optimizer.dispose();
  dispose(model);
  return last;
}

/** Random symbols, of which the next one cannot be known: one direction finds nothing, two read the answer. */
export const study = defineStudy({
  full: { steps: 500 },
  quick: { steps: 5 },
  run: async ({ steps }) => ({
    one: await lastLoss(undefined, steps),
    two: await lastLoss('concat', steps),
    guessing: Math.log(8),
  }),
});

/** Random symbols, of which the next one cannot be known: one direction finds nothing, two read the answer. */
import {
  adam,
  dispose,
  Embedding,
  Linear,
  parameters,
  type Rng,
  random,
  setup,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
import { Gru } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';

const steps = Number(process.env.STEPS ?? 500);

await setup({ backend: 'wasm' });
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

for (const bidirectional of [undefined, 'concat'] as const) {
  const rng = random(1);
  const model = {
    embedding: new Embedding(8, 16, { rng }),
    gru: new Gru(16, 32, { rng, bidirectional }),
    output: new Linear(bidirectional ? 64 : 32, 8, { rng }),
  };
  for await (const { step, loss } of train({
    parameters: parameters(model),
    optimizer: adam({ learningRate: 0.01 }),
    batches: ({ rng }) => draw(rng),
    loss: ({ xs, next }) => {
      const { outputs } = model.gru.forward(model.embedding.forward(xs));
      return softmaxCrossEntropy(model.output.forward(outputs), next);
    },
    steps,
  })) {
    if (step === steps) console.log(bidirectional ?? 'forward', (await loss()).toFixed(3));
  }
  dispose(model);
}
console.log('guessing', Math.log(8).toFixed(3));

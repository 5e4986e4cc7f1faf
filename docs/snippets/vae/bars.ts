import { adam, random, setup, train } from '@dl/core';
import { Vae } from '@dl/seq2seq';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);

// #region vae
/** Images of 6 × 6 with one black row or column each: 12 kinds. */
const bars = Array.from({ length: 12 }, (_, kind) =>
  Array.from({ length: 36 }, (_, i) => {
    const at = kind < 6 ? Math.floor(i / 6) : i % 6;
    return Number(at === kind % 6);
  }),
);
const vae = new Vae(36, 4, { rng, hiddenSize: 64 });
for await (const { step, loss } of train({
  model: vae,
  optimizer: adam({ learningRate: 0.005 }),
  batches: () => ({ x: tf.tensor2d([...bars, ...bars, ...bars]) }),
  loss: ({ x }, { rng }) => vae.loss(x, { rng }).loss, // −ELBO, in nats
  steps: 600,
})) {
  if (step % 200 === 0) console.log(step, (await loss()).toFixed(2));
}
// #endregion vae

// #region use
const x = tf.tensor2d(bars);
const { mean, logVariance } = vae.encode(x); // each [12, 4]
const made = vae.sample(5, { rng }); // new ones, [5, 36]
const way = vae.interpolate(x, tf.reverse(x, 0)); // [12, 8, 36]
const log = vae.logLikelihood(x, { rng, samples: 50 }); // log p(x), [12]
// #endregion use
console.log(mean.shape, logVariance.shape, made.shape, way.shape);
console.log((await tf.mean(log).data())[0]);

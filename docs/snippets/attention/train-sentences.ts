/** A fixed-length code against attention, as sentences grow. STEPS and LENGTHS shorten it. */
import {
  adam,
  clipByGlobalNorm,
  dispose,
  parameters,
  random,
  setup,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { draw, Translator } from './translator';

const steps = Number(process.env.STEPS ?? 1000);
const lengths = (process.env.LENGTHS ?? '5 10 20 40').split(' ').map(Number);

await setup({ backend: 'wasm' });
for (const length of lengths) {
  const row: (string | number)[] = [length];
  for (const attention of [false, true]) {
    // #region train
    const model = new Translator(32, { rng: random(1), attention });
    for await (const _ of train({
      parameters: parameters(model),
      optimizer: adam({ learningRate: 0.005 }),
      batches: ({ rng }) => draw(rng, 32, length),
      loss: ({ source, given, target }) =>
        softmaxCrossEntropy(model.forward(source, given), target),
      onGradients: (grads) => clipByGlobalNorm(grads, 1),
      steps,
    })) {
      // Nothing is read while it trains.
    }
    // #endregion train
    const { source, given, target } = draw(random('test'), 500, length);
    const right = tf.tidy(() => {
      const chosen = tf.argMax(model.forward(source, given), 2);
      return tf.mean(tf.cast(tf.equal(chosen, target), 'float32'));
    });
    row.push(`${(100 * ((await right.data())[0] as number)).toFixed(1)}%`);
    tf.dispose([source, given, target, right]);
    dispose(model);
  }
  console.log(row.join(' | '));
}

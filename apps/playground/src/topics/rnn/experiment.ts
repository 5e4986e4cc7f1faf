import {
  adam,
  clipByGlobalNorm,
  dispose,
  type Optimizer,
  parameters,
  type Rng,
  random,
  rmsprop,
  sgd,
  sigmoidCrossEntropy,
  train,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { defineExperiment } from '../../kit/worker/experiment';
import { Adder } from './adder';
import { gradientThroughTime, untrainedGradient } from './gradient-through-time';
import { encodePairs, encodeSums, HeldOut } from './pairs';
import { RNN_SETTINGS, type RnnValues } from './settings';
import type { RnnView } from './view';

/** Held-out pairs that the page shows one by one. */
const SHOWN = 8;

/** A recurrent network that learns to add. */
export const experiment = defineExperiment({
  settings: RNN_SETTINGS,
  create(values, { seed }) {
    let now = values;
    // Weights and data have streams of their own: another network sees the same pairs.
    const rng = random(seed);
    const net = new Adder(values, rng.fold('weights'));
    const optimizer = makeOptimizer(values.optimizer, () => now.rate);
    const heldOut = new HeldOut(values.bits, rng.fold('held out'));
    const untrained = new Untrained(seed);
    const steps = train({
      parameters: parameters(net),
      optimizer,
      rng: rng.fold('data'),
      steps: Number.MAX_SAFE_INTEGER,
      batches: ({ rng }) => drawBatch(heldOut, now, rng),
      loss: ({ xs, sums }) => sigmoidCrossEntropy(net.forward(xs).logits, sums),
      onGradients: (gradients) => {
        if (now.clip > 0) clipByGlobalNorm(gradients, now.clip);
      },
    });
    return {
      steps,
      update(next) {
        now = next;
      },
      async view() {
        const answers = await answer(net, heldOut, now.bits);
        const gradient = await gradientThroughTime(net, now.span, seed);
        return { ...answers, gradient, untrained: await untrained.compare(now) };
      },
      dispose() {
        dispose(net);
        optimizer.dispose();
      },
    };
  },
});

function makeOptimizer(name: RnnValues['optimizer'], learningRate: () => number): Optimizer {
  if (name === 'adam') return adam({ learningRate });
  if (name === 'rmsprop') return rmsprop({ learningRate });
  return sgd({ learningRate, momentum: name === 'momentum' ? 0.9 : 0 });
}

function drawBatch(heldOut: HeldOut, { batch, bits }: RnnValues, rng: Rng) {
  const pairs = heldOut.draw(batch, rng);
  return {
    xs: tf.tensor3d(encodePairs(pairs, bits), [batch, bits, 2]),
    sums: tf.tensor3d(encodeSums(pairs, bits), [batch, bits, 1]),
  };
}

/** What the network says of the held-out pairs. */
async function answer(net: Adder, { pairs }: HeldOut, bits: number) {
  const shown = Math.min(SHOWN, pairs.length);
  const [probabilities, hidden] = tf.tidy(() => {
    const xs = tf.tensor3d(encodePairs(pairs, bits), [pairs.length, bits, 2]);
    const { hidden, logits } = net.forward(xs);
    return [tf.sigmoid(logits), tf.slice(hidden, 0, shown)] as const;
  });
  const values = (await probabilities.data()) as Float32Array;
  const states = (await hidden.data()) as Float32Array;
  tf.dispose([probabilities, hidden]);
  const sums = encodeSums(pairs, bits);
  let exact = 0;
  for (let row = 0; row < pairs.length; row++) {
    let wrong = 0;
    for (let at = row * bits; at < (row + 1) * bits; at++) {
      if (Number((values[at] as number) > 0.5) !== sums[at]) wrong++;
    }
    if (wrong === 0) exact++;
  }
  return {
    bits,
    pairs: pairs.slice(0, shown),
    probabilities: values.slice(0, shown * bits),
    hidden: states.slice(),
    exact,
    heldOut: pairs.length,
  };
}

/** The gradients of networks that differ in one setting, before training: computed when the question changes. */
class Untrained {
  #question = '';
  #answers: { readonly name: string; readonly norms: Float64Array }[] = [];

  constructor(readonly seed: number) {}

  async compare(values: RnnValues): Promise<RnnView['untrained']> {
    const { compare, span, hidden, activation, init } = values;
    const question = JSON.stringify([compare, span, hidden, activation, init]);
    if (question !== this.#question) {
      this.#answers = [];
      for (const { value } of RNN_SETTINGS[compare].options) {
        const options = { hidden, activation, init, [compare]: value };
        const norms = await untrainedGradient(options, span, this.seed);
        this.#answers.push({ name: value, norms });
      }
      this.#question = question;
    }
    return this.#answers.map(({ name, norms }) => ({ name, norms: norms.slice() }));
  }
}

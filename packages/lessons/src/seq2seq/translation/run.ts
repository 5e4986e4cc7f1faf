import { adam, Linear, mse, parameterCount, type Rng, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import { trainingRun } from '../../kit/training';
import type { TranslationValues } from './settings';

// #region data
/** Three numbers a row, and their sum. */
function draw(rows: number, rng: Rng): { xs: tf.Tensor2D; sums: tf.Tensor2D } {
  const xs = rng.normal([rows, 3]) as tf.Tensor2D;
  return { xs, sums: tf.sum(xs, 1, true) };
}
// #endregion data

// #region model
/** A hidden layer between two linear ones. */
class Net {
  readonly input: Linear;
  readonly output: Linear;

  constructor(hidden: number, { rng }: { readonly rng: Rng }) {
    this.input = new Linear(3, hidden, { rng, activation: 'tanh' });
    this.output = new Linear(hidden, 1, { rng });
  }

  /** `xs` [batch, 3] → [batch, 1]. */
  forward(xs: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => this.output.forward(this.input.forward(xs)) as tf.Tensor2D);
  }
}
// #endregion model

/** Makes the network. */
export function start(values: TranslationValues, { seed }: LessonContext): LessonRun {
  let now = values;
  const rng = random(seed);
  const net = new Net(values.hidden, { rng: rng.fold('weights') });
  return {
    ...trainingRun({
      model: net,
      optimizer: adam({ learningRate: () => now.learningRate }),
      rng: rng.fold('data'),
      steps: values.steps,
      batches: (step) => draw(now.batch, step.rng),
      loss: ({ xs, sums }) => mse(net.forward(xs), sums),
      clip: () => now.clip,
    }),
    lossLabel: { en: 'mean squared error', ja: '平均二乗誤差' },
    update(values) {
      now = values as TranslationValues;
    },
    async score() {
      const errors = tf.tidy(() => {
        const { xs, sums } = draw(values.test, rng.fold('test'));
        return tf.stack([mse(net.forward(xs), sums), tf.mean(tf.square(sums))]);
      });
      const [error, baseline] = (await errors.data()) as unknown as [number, number];
      errors.dispose();
      const size = parameterCount(net);
      return {
        caption: { en: 'fresh ones', ja: '新しい数' },
        columns: [
          { label: { en: 'MSE', ja: '平均二乗誤差' }, kind: 'number' },
          { label: { en: 'parameters', ja: 'パラメータ数' }, kind: 'count' },
        ],
        rows: [
          { label: { en: 'always 0', ja: '常に0' }, values: [baseline, 0] },
          { label: { en: 'network', ja: 'ネットワーク' }, values: [error, size], strong: true },
        ],
        figures: { mse: error, baselineMse: baseline },
      };
    },
  };
}

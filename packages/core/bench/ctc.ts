import { ctcLoss, random, setup, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

export interface CtcSizes {
  readonly batch: number;
  readonly time: number;
  /** The blank among them. */
  readonly classes: number;
  /** Of each row. */
  readonly labels: number;
}

/** The CTC loss of logits, and its gradient at them. */
export async function ctcStep({ batch, time, classes, labels }: CtcSizes) {
  await setup({ backend: 'wasm', threads: 1 });
  const rng = random(0);
  const logits = tf.variable(rng.normal([batch, time, classes]));
  const wanted = rng.integers(1, classes, [batch, labels]);
  const [times, counts] = [time, labels].map((length) => new Int32Array(batch).fill(length)) as [
    Int32Array,
    Int32Array,
  ];
  const run = (rounds: number) => {
    for (let i = 0; i < rounds; i++) {
      const { value, grads } = valueAndGrads(
        () => ctcLoss(logits, wanted, times, counts),
        [logits],
      );
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  };
  return { run };
}

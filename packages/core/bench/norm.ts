import { layerNorm, random, setup, valueAndGrads } from '@dl/core';
import { runOp } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';

/** Layer normalisation of [4096, 768] with scale and shift: forward, and all three gradients. */
export async function normStep() {
  await setup({ backend: 'wasm' });
  const rng = random(0);
  const x = tf.variable(rng.normal([4096, 768]));
  const scale = tf.variable(rng.uniform([768], 0.5, 1.5));
  const shift = tf.variable(rng.normal([768]));
  const dy = rng.normal([4096, 768]);
  // Stands for the layers above: gives dy, as `backward(dy)` does.
  const loss = () =>
    runOp(
      'Above',
      [layerNorm(x, { scale, shift })],
      () => tf.scalar(0),
      () => [],
      () => [() => tf.clone(dy)],
    );
  const variables = [x, scale, shift];
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      const { value, grads } = valueAndGrads(loss, variables);
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  };
  return { run };
}

import { layerNorm, random, setup, valueAndGrads } from '@dl/core';
import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';

/** Layer normalisation of [4096, 768] with weight and bias: forward, and all three gradients. */
export async function normStep() {
  await setup({ backend: 'wasm', threads: 1 });
  const rng = random(0);
  const x = tf.variable(rng.normal([4096, 768]));
  const weight = tf.variable(rng.uniform([768], 0.5, 1.5));
  const bias = tf.variable(rng.normal([768]));
  const dy = rng.normal([4096, 768]);
  // Stands for the layers above: gives dy, as `backward(dy)` does.
  const loss = () =>
    op(
      'Above',
      { y: layerNorm(x, { weight, bias }) },
      {
        forward: () => tf.scalar(0),
        gradients: () => ({ y: () => tf.clone(dy) }),
      },
    );
  const variables = [x, weight, bias];
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      const { value, grads } = valueAndGrads(loss, variables);
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  };
  return { run };
}

import { attend } from '@dl/attention';
import { setup, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { type AttentionSizes, above, inputs, sumOfOutput } from './attention-inputs';

/** Attention of every query to every key: forward, and the gradients of q, k and v. */
export async function attention(sizes: AttentionSizes) {
  await setup({ backend: 'wasm', threads: 1 });
  const { q, k, v, dy } = inputs(sizes);
  const variables = [q, k, v].map((x) => tf.variable(x));
  const loss = () => {
    const [a, b, c] = variables as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    return above(attend(a, b, c), dy);
  };
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      const { value, grads } = valueAndGrads(loss, variables);
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  };
  return { run, checksum: sumOfOutput(attend(q, k, v)) };
}

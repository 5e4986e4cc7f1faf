import { attend, attendWithWeights } from '@dl/attention';
import { setup, valueAndGrads } from '@dl/core';
import { peakOf } from '@dl/lessons/attention/studies/memory';
import * as tf from '@tensorflow/tfjs-core';
import { type AttentionSizes, above, inputs } from './attention-inputs';

const MIB = 2 ** 20;

/**
 * The most WASM memory that attention and its gradients hold at once, over its inputs and with its results: by the kernel,
 * and by ops. Every block that tfjs or a kernel asks for is counted, scratch memory too.
 */
export async function memory(sizes: AttentionSizes) {
  await setup({ backend: 'wasm', threads: 1 });
  const { q, k, v, dy } = inputs(sizes);
  const variables = [q, k, v].map((x) => tf.variable(x));
  const [a, b, c] = variables as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const peak = (attention: () => tf.Tensor) =>
    peakOf(() => {
      const { value, grads } = valueAndGrads(() => above(attention(), dy), variables);
      tf.dispose([value, ...grads.values()]);
    });
  const ours = peak(() => attend(a, b, c));
  const peer = peak(() => attendWithWeights(a, b, c).output);
  return { ours: ours / MIB, peer: peer / MIB, peerName: 'by ops' };
}

import { attend, attendWithWeights } from '@dl/attention';
import { setup, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { above, inputs } from './attention-inputs';
import type { AttentionSizes } from './attention-sizes';

const MIB = 2 ** 20;

interface Allocator {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/**
 * The most WASM memory that attention and its gradients hold at once, over its inputs and with its results: by the kernel,
 * and by ops. Every block that tfjs or a kernel asks for is counted, scratch memory too.
 */
export async function memory(sizes: AttentionSizes) {
  await setup({ backend: 'wasm' });
  const { q, k, v, dy } = inputs(sizes);
  const variables = [q, k, v].map((x) => tf.variable(x));
  const [a, b, c] = variables as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const { wasm } = tf.backend() as unknown as { wasm: Allocator };
  const peakOf = (attention: () => tf.Tensor) =>
    peak(wasm, () => {
      const { value, grads } = valueAndGrads(() => above(attention(), dy), variables);
      tf.dispose([value, ...grads.values()]);
    });
  const ours = peakOf(() => attend(a, b, c));
  const peer = peakOf(() => attendWithWeights(a, b, c).output);
  return { ours: ours / MIB, peer: peer / MIB, peerName: 'by ops' };
}

/** The most bytes that `f` holds at once. */
function peak(wasm: Allocator, f: () => void): number {
  // Until its first call each is a stub, which puts the real one in its place: over the one that counts.
  wasm._free(wasm._malloc(1));
  const { _malloc: malloc, _free: free } = wasm;
  const blocks = new Map<number, number>();
  let [held, most] = [0, 0];
  wasm._malloc = (bytes) => {
    const address = malloc(bytes);
    blocks.set(address, bytes);
    held += bytes;
    most = Math.max(most, held);
    return address;
  };
  wasm._free = (address) => {
    held -= blocks.get(address) ?? 0;
    blocks.delete(address);
    free(address);
  };
  try {
    f();
    return most;
  } finally {
    Object.assign(wasm, { _malloc: malloc, _free: free });
  }
}

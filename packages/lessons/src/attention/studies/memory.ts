import { attend, attendWithWeights } from '@dl/attention';
import { random, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy } from '../../kit/study';

interface Allocator {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

// #region measure
/** The most bytes of the WASM backend's memory that `f` holds at once. */
export function peakOf(f: () => void): number {
  const { wasm } = tf.backend() as unknown as { wasm: Allocator };
  wasm._free(wasm._malloc(1)); // at its first call each replaces itself, and would replace ours
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
// #endregion measure

/** The most memory, in MiB, that attention and its gradients hold: by the kernel, and by ops with the matrix [query, key]. */
export const study = defineStudy({
  full: { lengths: [256, 512, 1024, 2048] },
  quick: { lengths: [64] },
  unsteady: ['length-64'], // what a run before has left for scratch is not asked for again
  async run({ lengths }) {
    const rng = random(1);
    const figures: Record<string, number[]> = {};
    for (const length of lengths) {
      const make = () => tf.tidy(() => tf.variable(rng.normal([1, 4, length, 32])));
      const [q, k, v] = [make(), make(), make()];
      const forms = [() => attend(q, k, v), () => attendWithWeights(q, k, v).output];
      figures[`length-${length}`] = forms.map((form) => {
        const bytes = peakOf(() => {
          const { value, grads } = valueAndGrads(() => tf.sum(form()) as tf.Scalar, [q, k, v]);
          tf.dispose([value, ...grads.values()]);
        });
        return bytes / 2 ** 20;
      });
      tf.dispose([q, k, v]);
    }
    return figures;
  },
});

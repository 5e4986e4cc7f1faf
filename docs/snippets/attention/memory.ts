/** The most memory that attention and its gradients hold, with the matrix [query, key] and without. LENGTHS shortens it. */

import { attend, attendWithWeights } from '@dl/attention';
import { random, setup, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

interface Allocator {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

await setup({ backend: 'wasm' });
const rng = random(1);
const lengths = (process.env.LENGTHS ?? '256 512 1024 2048').split(' ').map(Number);

// #region measure
const { wasm } = tf.backend() as unknown as { wasm: Allocator };
wasm._free(wasm._malloc(1)); // at its first call each replaces itself, and would replace ours
const { _malloc: malloc, _free: free } = wasm;
const blocks = new Map<number, number>();
let [held, most] = [0, 0]; // bytes, now and at most
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

for (const length of lengths) {
  const make = () => tf.tidy(() => tf.variable(rng.normal([1, 4, length, 32])));
  const [q, k, v] = [make(), make(), make()];
  const inputs = 4 * (q.size + k.size + v.size);
  const peaks: string[] = [];
  for (const run of [() => attend(q, k, v), () => attendWithWeights(q, k, v).output]) {
    most = held;
    const { value, grads } = valueAndGrads(() => tf.sum(run()), [q, k, v]);
    tf.dispose([value, ...grads.values()]);
    peaks.push(`${((most - inputs) / 2 ** 20).toFixed(1)} MiB`);
  }
  console.log(length, ...peaks);
  tf.dispose([q, k, v]);
}
// #endregion measure

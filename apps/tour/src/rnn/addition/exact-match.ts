import * as tf from '@tensorflow/tfjs-core';
import { decodeSums, encodePairs, limitOf, type Pair } from './bits';

/** Pairs that go through the network at once. */
const BATCH = 16_384;

/** What adds: [batch, bits, 2] → [batch, bits, 1]. */
export interface Adder {
  forward(xs: tf.Tensor3D): tf.Tensor3D;
}

/**
 * The share of all pairs whose sum the network gets right in every bit, and how many pairs there are.
 * Ends early, with what was counted, if `signal` aborts.
 */
export async function exactMatch(
  net: Adder,
  bits: number,
  signal?: AbortSignal,
): Promise<{ share: number; right: number; pairs: number }> {
  const limit = limitOf(bits);
  const pairs = limit * limit;
  let right = 0;
  for (let first = 0; first < pairs && !signal?.aborted; first += BATCH) {
    const batch = pairsFrom(first, Math.min(first + BATCH, pairs), limit);
    const outputs = tf.tidy(() => {
      const shape: [number, number, number] = [batch.length, bits, 2];
      return net.forward(tf.tensor3d(encodePairs(batch, bits), shape));
    });
    const sums = decodeSums(await outputs.data(), bits);
    outputs.dispose();
    batch.forEach(([a, b], i) => {
      if (sums[i] === a + b) right++;
    });
    // Lets a Ctrl-C arrive.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { share: right / pairs, right, pairs };
}

/** The pairs from index `first` to before `end`, in the order (0, 0), (0, 1), … */
function pairsFrom(first: number, end: number, limit: number): Pair[] {
  const pairs: Pair[] = [];
  for (let i = first; i < end; i++) pairs.push([Math.floor(i / limit), i % limit]);
  return pairs;
}

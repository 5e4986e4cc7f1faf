import * as tf from '@tensorflow/tfjs-core';
import { inParts } from '../../kit/in-parts';
import { decodeSums, encodePairs, limitOf, type Pair } from './bits';

/** Pairs that go through the network at once. */
const BATCH = 16_384;

/** What adds: [batch, bits, 2] → logits [batch, bits, 1]. */
interface Adds {
  forward(xs: tf.Tensor3D): tf.Tensor3D;
}

/** What a network says of pairs: that each bit of their sums is 1. [pairs · bits] */
export async function answersOf(
  net: Adds,
  pairs: readonly Pair[],
  bits: number,
): Promise<Float32Array> {
  const answers = tf.tidy(() =>
    tf.sigmoid(net.forward(tf.tensor3d(encodePairs(pairs, bits), [pairs.length, bits, 2]))),
  );
  const values = await answers.data();
  answers.dispose();
  return values as Float32Array;
}

/** How many of these sums are right in every bit. */
export function countRight(
  pairs: readonly Pair[],
  answers: ArrayLike<number>,
  bits: number,
): number {
  const sums = decodeSums(answers, bits);
  return pairs.filter(([a, b], i) => sums[i] === a + b).length;
}

/**
 * How many of all pairs the network adds right in every bit. Ends early, with what was counted, if `signal` aborts.
 */
export async function exactMatch(
  net: Adds,
  bits: number,
  signal?: AbortSignal,
): Promise<{ share: number; right: number; pairs: number }> {
  const limit = limitOf(bits);
  const pairs = limit * limit;
  let right = 0;
  await inParts({ count: pairs, size: BATCH, signal }, async (first, end) => {
    const batch = pairsFrom(first, end, limit);
    right += countRight(batch, await answersOf(net, batch, bits), bits);
  });
  return { share: right / pairs, right, pairs };
}

/** The pairs from index `first` to before `end`, in the order (0, 0), (0, 1), … */
function pairsFrom(first: number, end: number, limit: number): Pair[] {
  const pairs: Pair[] = [];
  for (let i = first; i < end; i++) pairs.push([Math.floor(i / limit), i % limit]);
  return pairs;
}

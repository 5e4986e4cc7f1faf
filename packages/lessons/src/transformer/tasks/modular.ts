import { type Rng, softmaxCrossEntropy } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Reader } from './readers';

/** Pairs of numbers under p, and their sums modulo p. */
export interface Pairs {
  /** a, b and the sign `=`, which is p: int32 [pairs, 3]. */
  readonly ids: tf.Tensor2D;
  /** (a + b) mod p, int32 [pairs]. */
  readonly sums: tf.Tensor1D;
}

// #region modular
/**
 * All p · p pairs: a share of them to learn from, the others held out. A pair and the same the other way round are on one side, so that
 * nobody knows a held-out sum because a + b = b + a.
 */
export function modularPairs(
  p: number,
  { share, rng }: { share: number; rng: Rng },
): { train: Pairs; held: Pairs } {
  const all = Array.from({ length: p * p }, (_, i) => [Math.floor(i / p), i % p] as const);
  const order = rng.shuffle(all.filter(([a, b]) => a <= b));
  const first = Math.min(order.length - 1, Math.max(1, Math.round(share * order.length)));
  return {
    train: pairsOf(order.slice(0, first), p),
    held: pairsOf(order.slice(first), p),
  };
}

/** Pairs in both orders as tensors. */
function pairsOf(unordered: readonly (readonly [number, number])[], p: number): Pairs {
  const pairs = unordered.flatMap(([a, b]) =>
    a === b
      ? [[a, b]]
      : [
          [a, b],
          [b, a],
        ],
  ) as [number, number][];
  const ids = pairs.flatMap(([a, b]) => [a, b, p]);
  const sums = pairs.map(([a, b]) => (a + b) % p);
  return {
    ids: tf.tensor2d(ids, [pairs.length, 3], 'int32'),
    sums: tf.tensor1d(sums, 'int32'),
  };
}
// #endregion modular

/** So many of the pairs at random, each once; all of them where there are no more. */
export function drawPairs({ ids, sums }: Pairs, batch: number, rng: Rng): Pairs {
  const drawn = tf.tensor1d(rng.permutation(sums.size).slice(0, batch), 'int32');
  return { ids: tf.gather(ids, drawn), sums: tf.gather(sums, drawn) };
}

/** What a network says behind the last symbol, [pairs, vocabulary]. */
function sumLogits(net: Reader, ids: tf.Tensor2D): tf.Tensor2D {
  const logits = net.forward(ids);
  const [pairs, time, vocabulary] = logits.shape;
  return tf.reshape(tf.slice(logits, [0, time - 1, 0], [-1, 1, -1]), [pairs, vocabulary]);
}

/** The mean of −log p of the right sum. */
export function sumLoss(net: Reader, { ids, sums }: Pairs): tf.Tensor {
  return tf.tidy(() => softmaxCrossEntropy(sumLogits(net, ids), sums));
}

/** The share of pairs whose sum is the likeliest. */
export async function shareOfSums(net: Reader, { ids, sums }: Pairs): Promise<number> {
  const share = tf.tidy(() => {
    const said = tf.argMax(sumLogits(net, ids), 1);
    return tf.mean(tf.cast(tf.equal(said, sums), 'float32'));
  });
  const [value] = await share.data();
  share.dispose();
  return value as number;
}

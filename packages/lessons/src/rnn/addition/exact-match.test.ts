import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { decodeSums, encodeSums, type Pair } from './bits';
import { exactMatch } from './exact-match';

/** Adds as a person would, with `change` to what it says. */
function adder(bits: number, change: (pair: Pair, sum: number) => number) {
  return {
    forward(xs: tf.Tensor3D): tf.Tensor3D {
      const values = xs.dataSync();
      const pairs = Array.from({ length: xs.shape[0] }, (_, i): Pair => {
        const steps = Array.from({ length: bits }, (_, t) => 2 * (i * bits + t));
        const read = (k: number) =>
          decodeSums(
            steps.map((at) => values[at + k] as number),
            bits,
          )[0] as number;
        const [a, b] = [read(0), read(1)];
        return [change([a, b], a + b), 0];
      });
      // Logits: of a 1 above 0, of a 0 below.
      const sums = tf.tensor3d(encodeSums(pairs, bits), [pairs.length, bits, 1]);
      return tf.sub(sums, 0.5);
    },
  };
}

describe('exactMatch', () => {
  test('tries every pair once', async () => {
    const seen = new Set<string>();
    const net = adder(5, ([a, b], sum) => {
      seen.add(`${a}+${b}`);
      return sum;
    });
    expect(await exactMatch(net, 5)).toEqual({ share: 1, right: 256, pairs: 256 });
    expect(seen.size).toBe(256);
  });

  test('counts a sum as right only with every bit', async () => {
    const wrong = adder(8, ([a, b], sum) => (a === 3 && b < 7 ? sum ^ 1 : sum));
    expect(await exactMatch(wrong, 8)).toEqual({
      share: 1 - 7 / 16_384,
      right: 16_377,
      pairs: 16_384,
    });
  });

  test('goes through more pairs than one batch holds, and leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    const net = adder(9, (_, sum) => sum);
    expect(await exactMatch(net, 9)).toEqual({ share: 1, right: 65_536, pairs: 65_536 });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('ends early when it is asked to', async () => {
    const { right, pairs } = await exactMatch(
      adder(9, (_, sum) => sum),
      9,
      AbortSignal.abort(),
    );
    expect([right, pairs]).toEqual([0, 65_536]);
  });
});

import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { bitText, carries, decodeSums, encodePairs, encodeSums, limitOf, type Pair } from './bits';
import { exactMatch } from './exact-match';
import { HeldOut } from './pairs';

describe('bits', () => {
  test('are written with the highest first, and read with the lowest first', () => {
    expect(bitText(6, 4)).toBe('0110');
    for (const value of [0, 1, 97, 255, 4095]) {
      const bits = [...bitText(value, 12)].reverse().map(Number);
      expect(decodeSums(bits, 12)).toEqual([value]);
    }
  });

  test('of a pair stand side by side at each step', () => {
    expect([
      ...encodePairs(
        [
          [1, 2],
          [3, 0],
        ],
        3,
      ),
    ]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0]);
    expect([
      ...encodeSums(
        [
          [1, 2],
          [3, 1],
        ],
        3,
      ),
    ]).toEqual([1, 1, 0, 0, 0, 1]);
  });

  test('hold the sum of any two numbers under the limit', () => {
    const most = limitOf(8) - 1;
    expect([limitOf(8), most + most < 2 ** 8]).toEqual([128, true]);
    expect(
      decodeSums(
        encodeSums(
          [
            [most, most],
            [5, 9],
          ],
          8,
        ),
        8,
      ),
    ).toEqual([2 * most, 14]);
  });

  test('are rounded from probabilities', () => {
    expect(decodeSums([0.51, 0.49, 0.9, 0.5, 0.1, 0.7], 3)).toEqual([5, 4]);
  });

  test('and carries add up', () => {
    for (const [a, b] of [
      [37, 76],
      [127, 1],
      [0, 0],
      [85, 85],
    ] as const) {
      const into = carries(a, b, 8);
      const sum = encodeSums([[a, b]], 8);
      into.forEach((carry, t) => {
        expect((((a >>> t) & 1) + ((b >>> t) & 1) + carry) & 1).toBe(sum[t]);
      });
    }
    expect(carries(127, 1, 8)).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('HeldOut', () => {
  test.each([4, 8, 16])('never draws what it holds, of %d bits', (bits) => {
    const held = new HeldOut(256, bits, random(3));
    expect(held.pairs).toHaveLength(bits === 4 ? 8 : 256);
    const ids = new Set(held.pairs.map(String));
    expect(ids.size).toBe(held.pairs.length);
    for (const pair of held.draw(500, random(4))) {
      expect(ids.has(String(pair))).toBe(false);
      for (const number of pair) expect(number).toBeLessThan(2 ** (bits - 1));
    }
  });
});

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

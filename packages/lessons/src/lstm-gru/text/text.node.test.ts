import { random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { CharacterCounts } from './character-counts';
import { characterText, longest, stretchOf } from './corpus';
import { Carried, CharacterNet, draw, sampleText } from './network';

describe('characterText', () => {
  test('holds the end of the text out', () => {
    const {
      vocabulary,
      train,
      dev,
      test: held,
    } = characterText('abcabcabcabcabcabcabcabcabcabcabcabcxxyy');
    expect(vocabulary.decode([0, 1, 2, 3, 4])).toBe('abcxy');
    expect(vocabulary.size).toBe(5);
    expect([train.length, [...dev], [...held]]).toEqual([36, [3, 3], [4, 4]]);
  });
});

describe('stretchOf', () => {
  test('gives characters and the ones after them, from several places', () => {
    const ids = Int32Array.from({ length: 11 }, (_, i) => i);
    expect(longest(ids, 2)).toBe(5);
    expect(stretchOf(ids, { rows: 2, start: 1, length: 3 })).toEqual({
      inputs: Int32Array.of(1, 2, 3, 6, 7, 8),
      targets: Int32Array.of(2, 3, 4, 7, 8, 9),
      rows: 2,
      length: 3,
    });
  });
});

describe('CharacterCounts', () => {
  test('mixes a context with the shorter one as Witten and Bell', () => {
    // a b a a: after "" a 3, b 1; after "a" b 1, a 1
    const counts = new CharacterCounts(1, 3, Int32Array.of(0, 1, 0, 0));
    const empty = (count: number) => (count + 2 / 3) / (4 + 2);
    const [order0, order1] = counts.bits(Int32Array.of(0, 2)) as [number, number];
    expect(order0).toBeCloseTo(-(Math.log2(empty(3)) + Math.log2(empty(0))) / 2, 10);
    const afterA = (0 + 2 * empty(0)) / (2 + 2);
    expect(order1).toBeCloseTo(-(Math.log2(empty(3)) + Math.log2(afterA)) / 2, 10);
  });

  test('gives probabilities that sum to 1', () => {
    const rng = random(5);
    const text = Int32Array.from({ length: 200 }, () => rng.int(0, 4));
    const counts = new CharacterCounts(3, 4, text);
    const before = [...text.subarray(0, 9)];
    const last = (next: number, order: number) => {
      const bits = (tail: number[]) =>
        (counts.bits(Int32Array.from(tail))[order] as number) * tail.length;
      return 2 ** (bits(before) - bits([...before, next]));
    };
    for (const order of [0, 1, 2, 3]) {
      expect([0, 1, 2, 3].reduce((sum, next) => sum + last(next, order), 0)).toBeCloseTo(1, 8);
    }
  });
});

describe('draw', () => {
  test('takes the likeliest at a low temperature, and any at a high one', () => {
    const rng = random(2);
    const drawn = (temperature: number) =>
      Array.from({ length: 200 }, () => draw([0, 2, 1], temperature, rng));
    expect(new Set(drawn(0.01))).toEqual(new Set([1]));
    expect(new Set(drawn(10))).toEqual(new Set([0, 1, 2]));
  });
});

describe.each(['lstm', 'gru'] as const)('CharacterNet of %s', (cell) => {
  const options = { rng: random(1), cell, vocab: 5, embedding: 3 };

  test('carried from window to window says the same as in one go', async () => {
    const net = new CharacterNet(4, options);
    const carried = new Carried(net, 2);
    const ids = tf.tensor2d([0, 1, 2, 3, 4, 0, 2, 4], [2, 4], 'int32');
    const whole = await net.forward(ids).logits.data();
    const parts = [0, 2].map((at) => {
      const { logits, state } = net.forward(tf.slice(ids, [0, at], [2, 2]), carried.read());
      carried.write(state);
      return logits;
    });
    const joined = await tf.concat(parts, 1).data();
    whole.forEach((value, i) => {
      expect(joined[i]).toBeCloseTo(value, 5);
    });
  });

  test('writes on from a prompt and leaves no tensor', async () => {
    const net = new CharacterNet(4, options);
    const before = tf.memory().numTensors;
    const prompt = Int32Array.of(1, 2, 3);
    const drawn = await sampleText(net, { prompt, length: 7, temperature: 1, rng: random(3) });
    expect(drawn.length).toBe(7);
    expect(drawn.every((id) => id >= 0 && id < 5)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Rng, random } from './random';

const values = (tensor: tf.Tensor) => {
  const array = Array.from(tensor.dataSync());
  tensor.dispose();
  return array;
};
const keyOf = (rng: Rng) => [...rng.state().key];

// Golden numbers: Threefry-2x32 of Random123 written down in numpy, key (0, 7), counters (i, 0) → w:
//   uniform float32((w >> 8) / 2^24);  next ((w0 >> 5) 2^26 + (w1 >> 6)) / 2^53
//   normal  r = sqrt(-2 log((w0 + 1) / 2^32)); a = 2π w1 / 2^32; float32(r cos a), float32(r sin a)
//   fold    counter (data, 1 << 30); split: counter (i, 1 << 29)
describe('golden numbers of seed 7', () => {
  test('uniform', () => {
    const golden = [
      0.844106912612915, 0.4551742672920227, 0.42616039514541626, 0.9053314924240112,
      0.6504592299461365, 0.05812138319015503,
    ];
    expect(values(random(7).uniform([2, 3]))).toEqual(golden);
    expect(Array.from(random(7).uniformArray(5))).toEqual(golden.slice(0, 5));
  });

  test('normal', () => {
    const golden = [
      -0.5592566728591919, 0.16181513667106628, 1.081770896911621, -0.7318815588951111,
      0.8662857413291931, 0.33121323585510254,
    ];
    values(random(7).normal([2, 3])).forEach((value, i) => {
      expect(value).toBeCloseTo(golden[i] as number, 6);
    });
    expect(random(7).gaussian(2, 3)).toBeCloseTo(2 + 3 * (golden[0] as number), 6);
  });

  test('integers and next', () => {
    expect(values(random(7).integers(-2, 8, [6]))).toEqual([1, -2, 0, -2, -2, 7]);
    const rng = random(7);
    expect([rng.next(), rng.next(), rng.next()]).toEqual([
      0.8441069458065502, 0.4261604167918227, 0.6504592527309165,
    ]);
  });

  test('keys', () => {
    expect(keyOf(random(7))).toEqual([0, 7]);
    expect(keyOf(random(2 ** 40 + 3))).toEqual([256, 3]);
    expect(keyOf(random(-5))).toEqual([0xffffffff, 0xfffffffb]);
    expect(keyOf(random('a seed of text, é'))).toEqual([458134668, 2594545398]);
    expect(keyOf(random(7).fold(3))).toEqual([962509457, 3862198442]);
    expect(keyOf(random(7).fold(-1))).toEqual([825774059, 3127390813]);
    expect(keyOf(random(7).fold(2 ** 32))).toEqual([1688896043, 4187375834]);
    expect(keyOf(random(7).fold('dropout'))).toEqual([4289098847, 2880947519]);
    expect(random(7).split(2).map(keyOf)).toEqual([
      [2859731876, 1079030860],
      [3333145658, 245934260],
    ]);
  });
});

describe('streams', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    expect(random(1).uniformArray(9)).toEqual(random(1).uniformArray(9));
    expect(random(1).uniformArray(9)).not.toEqual(random(2).uniformArray(9));
    expect(random('a').next()).not.toBe(random('b').next());
    expect(random('').next()).not.toBe(random(0).next());
    expect(random('ab').next()).not.toBe(random('ab\0').next());
  });

  test('a draw moves on', () => {
    const rng = random(1);
    expect(rng.uniformArray(4)).not.toEqual(rng.uniformArray(4));
    expect(rng.state().counter).toBe(4);
    rng.normalArray(3);
    expect(rng.state().counter).toBe(6);
  });

  test('fold is the same whatever was drawn, split never repeats', () => {
    const rng = random(1);
    const before = rng.fold('noise').next();
    const first = rng.split(3);
    expect(rng.fold('noise').next()).toBe(before);
    const keys = [...first, ...rng.split(3), rng.fold(0), rng.fold(1), rng.fold('0'), rng.fold('')];
    expect(new Set(keys.map((child) => keyOf(child).join())).size).toBe(10);
    expect(first[0]?.fold(0).next()).not.toBe(first[1]?.fold(0).next());
  });

  test('children and parent are uncorrelated', () => {
    const rng = random(3);
    const children = [...rng.split(3), rng.fold(1), rng.fold(2)];
    const draws = [rng, ...children].map((child) => child.normalArray(20_000));
    for (const a of draws) {
      for (const b of draws) {
        if (a === b) continue;
        const dot = a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
        expect(Math.abs(dot / 20_000)).toBeLessThan(4 / Math.sqrt(20_000));
      }
    }
  });

  test('goes on from its state through JSON, past 2^32 draws too', () => {
    const rng = random(5);
    rng.normalArray(7);
    const copy = Rng.from(JSON.parse(JSON.stringify(rng.state())));
    expect(copy.next()).toBe(rng.next());
    const { key } = rng.state();
    const late = Rng.from({ key, counter: 2 ** 32 + 1 }).next();
    expect(late).not.toBe(Rng.from({ key, counter: 1 }).next());
    const across = Rng.from({ key, counter: 2 ** 32 - 1 }).uniformArray(4);
    expect(across.slice(2)).toEqual(Rng.from({ key, counter: 2 ** 32 }).uniformArray(2));
  });
});

describe('arrays', () => {
  test('shuffle gives a new array of the same items', () => {
    const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const shuffled = random(1).shuffle(items);
    expect(items).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort()).toEqual(items);
    expect(random(1).shuffle(Int32Array.of(7))).toEqual([7]);
    expect(random(1).shuffle([])).toEqual([]);
  });

  test('permutation holds each integer once', () => {
    expect([...random(1).permutation(100)].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    expect(random(1).permutation(0)).toEqual(new Int32Array(0));
  });

  test('choice gives one value, or an array of a size', () => {
    const rng = random(1);
    expect(['x', 'y']).toContain(rng.choice(['x', 'y']));
    expect(rng.choice(1)).toBe(0);
    expect(rng.choice(['x'], { size: 3 })).toEqual(['x', 'x', 'x']);
    expect(rng.choice(5, { size: 0 })).toEqual([]);
    const all = rng.choice(5, { size: 5, replace: false });
    expect(all.sort()).toEqual([0, 1, 2, 3, 4]);
    const weighted = rng.choice(3, { size: 2, replace: false, p: Float32Array.of(0, 1, 9) });
    expect(weighted.sort()).toEqual([1, 2]);
  });

  test('a tensor has its shape and dtype, and owns nothing else', () => {
    const before = tf.memory().numTensors;
    const drawn = [
      random(1).uniform([2, 3, 5]),
      random(1).normal([7]),
      random(1).integers(0, 3, [3, 1]),
      random(1).normal([]),
      random(1).uniform([0, 2]),
    ];
    expect(tf.memory().numTensors).toBe(before + 5);
    expect(drawn.map((x) => [x.shape, x.dtype])).toEqual([
      [[2, 3, 5], 'float32'],
      [[7], 'float32'],
      [[3, 1], 'int32'],
      [[], 'float32'],
      [[0, 2], 'float32'],
    ]);
    tf.dispose(drawn);
    expect(random(1).normalArray(3).buffer.byteLength).toBe(12);
  });
});

describe('errors', () => {
  const rng = random(1);
  test.each([
    [() => random(0.5), 'random: seed: expected a safe integer or a string, got 0.5'],
    [
      () => random(2 ** 53),
      'random: seed: expected a safe integer or a string, got 9007199254740992',
    ],
    [() => random(undefined as never), 'a safe integer or a string, got undefined'],
    [() => rng.fold(Number.NaN), 'Rng.fold: data: expected a safe integer or a string, got NaN'],
    [() => rng.split(0), 'Rng.split: n: expected a positive integer of at most 16777216, got 0'],
    [() => rng.int(3, 3), 'Rng.int: high: expected an integer over 3, got 3'],
    [() => rng.int(-(2 ** 53 - 1), 2 ** 53 - 1), 'Rng.int: high: expected at most 2^53 over'],
    [() => rng.integers(0, 2 ** 31 + 1, [2]), 'Rng.integers: high: expected an integer from'],
    [() => rng.uniform([2], 1, 1), 'Rng.uniformArray: high: expected a float32 over 1, got 1'],
    [() => rng.uniform([-2]), 'Rng.uniform: shape: expected an integer of at least 0, got -2'],
    [() => rng.uniform(3 as never), 'Rng.uniform: shape: expected an array, got 3'],
    [() => rng.normal([2], 0, -1), 'std: expected a number of at least 0, got -1'],
    [() => rng.normal([2], Number.NaN), 'mean: expected a finite number, got NaN'],
    [
      () => rng.permutation(-1),
      'Rng.permutation: n: expected an integer from 0 to 1073741824, got -1',
    ],
    [() => rng.choice([]), 'Rng.choice: items: expected an integer of at least 1, got 0'],
    [
      () => rng.choice(3, { size: 4, replace: false }),
      'Rng.choice: size: expected at most the 3 items that can be drawn without replacement, got 4',
    ],
    [
      () => rng.choice(3, { size: 2, replace: false, p: [0, 1, 0] }),
      'Rng.choice: size: expected at most the 1 items',
    ],
    [() => rng.choice(3, { p: [1, 2] }), 'Rng.choice: p: expected 3 weights, got 2'],
    [
      () => rng.choice(2, { p: [1, -2] }),
      'Rng.choice: p[1]: expected a finite number of at least 0',
    ],
    [() => rng.choice(2, { p: [0, 0] }), 'Rng.choice: p: expected a weight over 0, got none'],
    [
      () => Rng.from({ key: [1, -1], counter: 0 }),
      'Rng.from: key: expected two unsigned 32-bit integers, got [1, -1]',
    ],
    [() => Rng.from({ key: [1, 2], counter: -1 }), 'Rng.from: counter: expected an integer'],
    [() => Rng.from({} as never), 'Rng.from: key: expected two unsigned 32-bit integers'],
  ])('%#', (call, message) => {
    expect(call).toThrow(message);
  });
});

test('ends that no float32 holds are refused', async () => {
  const rng = random(1);
  await expectRefusal(
    () => rng.uniform([2], -1e39, 1),
    /low: expected a number that float32 holds, got -1e\+39/,
  );
  await expectRefusal(
    () => rng.uniform([2], 0, 1e39),
    /high: expected a number that float32 holds, got 1e\+39/,
  );
  await expectRefusal(
    () => rng.normal([2], 1e39, 1),
    /mean: expected a number that float32 holds, got 1e\+39/,
  );
  await expectRefusal(
    () => rng.normal([2], 0, 1e39),
    /std: expected a number of at least 0 that float32 holds, got 1e\+39/,
  );
});

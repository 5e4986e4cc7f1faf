import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { random } from '../random/random';
import {
  heNormal,
  heUniform,
  type Initializer,
  normal,
  orthogonal,
  uniform,
  xavierNormal,
  xavierUniform,
} from './initializers';

const draw = (initializer: Initializer, shape: number[], seed = 1) => {
  const tensor = initializer(shape, random(seed));
  const values = tensor.dataSync() as Float32Array;
  expect(tensor.shape).toEqual(shape);
  expect(tensor.dtype).toBe('float32');
  tensor.dispose();
  return values;
};

const stdOf = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

// torch.nn.init on empty(211, 101) and empty(37, 31, 3, 5), which are [101, 211] and [3, 5, 31, 37] here:
//   fan_in, fan_out = _calculate_fan_in_and_fan_out(w)  # (101, 211), (465, 555)
//   xavier_normal_: std = gain * sqrt(2 / (fan_in + fan_out)); xavier_uniform_: bound = sqrt(3) * std
//   kaiming_normal_: std = calculate_gain('relu') / sqrt(fan); kaiming_uniform_: bound = sqrt(3) * std
const DENSE = [101, 211];
const KERNEL = [3, 5, 31, 37];

describe('scale of weights', () => {
  test.each([
    ['xavierNormal', xavierNormal(), DENSE, 0.0800640769],
    ['xavierNormal of a kernel', xavierNormal(), KERNEL, 0.0442807443],
    ['xavierNormal with gain', xavierNormal({ gain: 5 / 3 }), DENSE, (0.0800640769 * 5) / 3],
    ['heNormal', heNormal(), DENSE, 0.1407195089],
    ['heNormal of a kernel', heNormal(), KERNEL, 0.0655825836],
    ['heNormal by fanOut', heNormal({ mode: 'fanOut' }), KERNEL, 0.0600300225],
    ['heNormal with gain', heNormal({ gain: 1 }), DENSE, 0.099503719],
    ['normal', normal({ std: 0.02 }), DENSE, 0.02],
    ['normal, default', normal(), KERNEL, 1],
  ] as [string, Initializer, number[], number][])('%s', (_name, initializer, shape, std) => {
    const values = draw(initializer, shape);
    // Four standard deviations of the estimate.
    expect(Math.abs(stdOf(values) / std - 1)).toBeLessThan(4 / Math.sqrt(2 * values.length));
  });

  test.each([
    ['xavierUniform', xavierUniform(), DENSE, 0.1386750491],
    ['xavierUniform of a kernel', xavierUniform(), KERNEL, 0.0766964989],
    ['heUniform', heUniform(), DENSE, 0.2437333391],
    ['heUniform by fanOut', heUniform({ mode: 'fanOut' }), KERNEL, 0.103975049],
    ['uniform', uniform({ low: -0.3, high: 0.3 }), DENSE, 0.3],
    ['uniform, default', uniform(), DENSE, 1],
  ] as [string, Initializer, number[], number][])('%s', (_name, initializer, shape, bound) => {
    const values = draw(initializer, shape);
    const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
    expect(largest).toBeGreaterThan(bound * 0.999);
    expect(Math.abs(stdOf(values) / (bound / Math.sqrt(3)) - 1)).toBeLessThan(0.02);
  });

  test('normal and uniform take their place', () => {
    const mean = (values: Float32Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(mean(draw(normal({ mean: 3, std: 0.1 }), DENSE))).toBeCloseTo(3, 2);
    expect(mean(draw(uniform({ low: 2, high: 4 }), DENSE))).toBeCloseTo(3, 1);
    expect(draw(normal(), [7]).length).toBe(7);
  });
});

describe('orthogonal', () => {
  /** The largest distance of A Aᵀ from gain² · I, for A of orthonormal rows. */
  const defect = (values: Float32Array, rows: number, columns: number, gain = 1) => {
    const tall = rows > columns;
    const [count, length] = tall ? [columns, rows] : [rows, columns];
    const at = (i: number, k: number) => values[tall ? k * columns + i : i * columns + k] as number;
    let worst = 0;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        let dot = 0;
        for (let k = 0; k < length; k++) dot += at(i, k) * at(j, k);
        worst = Math.max(worst, Math.abs(dot / gain ** 2 - (i === j ? 1 : 0)));
      }
    }
    return worst;
  };

  test.each([
    [[5, 3], 5, 3],
    [[3, 5], 3, 5],
    [[1, 1], 1, 1],
    [[1, 7], 1, 7],
    [[17, 1], 17, 1],
    [[33, 33], 33, 33],
    [[129, 65], 129, 65],
    [[3, 2, 5, 7], 30, 7],
    [[1, 3, 17], 3, 17],
  ] as [number[], number, number][])(
    '%j has orthonormal columns or rows',
    (shape, rows, columns) => {
      expect(defect(draw(orthogonal(), shape), rows, columns)).toBeLessThan(1e-6);
      expect(defect(draw(orthogonal({ gain: 2.5 }), shape, 2), rows, columns, 2.5)).toBeLessThan(
        1e-6,
      );
    },
  );

  test('is drawn evenly: no entry leans to one side', () => {
    const rng = random(3);
    const initializer = orthogonal();
    const sums = new Float64Array(9);
    for (let run = 0; run < 2000; run++) {
      const q = tf.tidy(() => initializer([3, 3], rng).dataSync());
      q.forEach((x, i) => {
        sums[i] = (sums[i] as number) + x;
      });
    }
    // An entry has mean 0 and variance 1/3.
    for (const sum of sums) expect(Math.abs(sum / 2000)).toBeLessThan(4 / Math.sqrt(3 * 2000));
  });
});

describe('every initialiser', () => {
  const all: [string, () => Initializer][] = [
    ['xavierUniform', xavierUniform],
    ['xavierNormal', xavierNormal],
    ['heUniform', heUniform],
    ['heNormal', heNormal],
    ['orthogonal', orthogonal],
    ['normal', normal],
    ['uniform', uniform],
  ];

  test.each(all)('%s gives the same for the same seed, and one tensor', (_name, make) => {
    expect(draw(make(), [5, 3], 9)).toEqual(draw(make(), [5, 3], 9));
    expect(draw(make(), [5, 3], 9)).not.toEqual(draw(make(), [5, 3], 10));
    const before = tf.memory().numTensors;
    make()([5, 3], random(1)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each(all)('%s asks for a generator', (name, make) => {
    expect(() => make()([5, 3], undefined as never)).toThrow(
      `${name}: rng: expected a generator of random(), got undefined`,
    );
  });

  test.each(all.slice(0, 5))('%s asks for two axes and no empty one', (name, make) => {
    expect(() => make()([5], random(1))).toThrow(
      `${name}: shape: expected [..., in, out] with no empty axis, got [5]`,
    );
    expect(() => make()([0, 3], random(1))).toThrow('got [0, 3]');
    expect(() => make()([5, 1.5], random(1))).toThrow('shape: expected an integer of at least 0');
  });

  test.each([
    [() => xavierUniform({ gain: 0 }), 'xavierUniform: gain: expected a number over 0, got 0'],
    [() => heNormal({ gain: Number.NaN }), 'heNormal: gain: expected a number over 0, got NaN'],
    [
      () => heUniform({ mode: 'fan_in' as never }),
      'heUniform: mode: expected "fanIn" or "fanOut", got "fan_in"',
    ],
    [() => normal({ std: -1 }), 'normal: std: expected a number over 0, got -1'],
    [() => uniform({ low: 1, high: 1 }), 'uniform: high: expected a number over 1, got 1'],
  ])('checks its options %#', (make, message) => {
    expect(make).toThrow(message);
  });
});

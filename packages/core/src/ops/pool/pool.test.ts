import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../../fixtures/torch-pools.json';
import { adaptiveAvgPool2d } from './adaptive-avg-pool-2d';
import { type AvgPoolOptions, avgPool2d } from './avg-pool-2d';
import { globalAvgPool2d, globalMaxPool2d } from './global-pool-2d';
import { type MaxPoolOptions, maxPool2d } from './max-pool-2d';
import { avgPool1d, maxPool1d } from './pool-1d';

/** sin(rate i + phase) */
function wave(shape: number[], rate: number, phase: number): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(rate * i + phase)),
    shape,
  );
}

/*
 * F.max_pool2d(x, size, stride, padding, dilation, ceilMode), F.avg_pool2d(x, size, stride, padding, ceilMode, countPadding)
 * and F.adaptive_avg_pool2d(x, size) of PyTorch 1.13 with x = sin(0.7 i), and the gradient of Σ y sin(0.2 i + 3).
 */
test.each(golden)('$op as PyTorch: $title', (wanted) => {
  const f = (x: tf.Tensor) => {
    if (wanted.op === 'maxPool2d') return maxPool2d(x, wanted.options as MaxPoolOptions);
    if (wanted.op === 'avgPool2d') return avgPool2d(x, wanted.options as AvgPoolOptions);
    return adaptiveAvgPool2d(x, wanted.options.size as [number, number]);
  };
  const x = wave(wanted.x, 0.7, 0);
  expect(f(x).shape).toEqual(wanted.shape);
  expect(f(x)).toBeClose(wanted.y, { absolute: 2e-5 });
  const dx = tf.grad(f)(x, wave(wanted.shape, 0.2, 3));
  expect(dx).toBeClose(wanted.dx, { absolute: 2e-5 });
});

describe('pools', () => {
  test.each([1, 3, 5, 7, 17, 33])('the same on every backend, %i channels', async (channels) => {
    await expectSameOnEveryBackend(() => {
      const x = seededTensor([2, 7, 5, channels]);
      const max = (a: tf.Tensor) => maxPool2d(a, { size: [3, 2], stride: 2, padding: 1 });
      const mean = (a: tf.Tensor) =>
        avgPool2d(a, { size: 3, stride: [2, 1], padding: 'same', countPadding: false });
      return [max, mean].flatMap((f) => [f(x), tf.grad(f)(x, seededTensor(f(x).shape, 2))]);
    });
  });

  test('of sequences, and of all places', () => {
    const x = tf.tensor([1, 5, 2, 4, 3, 0], [1, 6, 1]);
    expect(maxPool1d(x, { size: 2 })).toBeClose([5, 4, 3]);
    expect(avgPool1d(x, { size: 2 })).toBeClose([3, 3, 1.5]);
    expect(maxPool1d(x, { size: 2, stride: 1, padding: 'causal' })).toBeClose([1, 5, 5, 4, 4, 3]);
    const image = seededTensor([2, 3, 5, 7]);
    expect(globalMaxPool2d(image)).toBeClose(tf.max(image, [1, 2]));
    expect(globalAvgPool2d(image)).toBeClose(tf.mean(image, [1, 2]));
  });

  test('of equal numbers the first gets the gradient', () => {
    const dx = tf.grad((x: tf.Tensor) => maxPool2d(x, { size: 2 }))(tf.ones([1, 2, 4, 1]));
    expect(dx).toBeClose([1, 0, 1, 0, 0, 0, 0, 0]);
  });

  test('gradients of gradients', () => {
    // No two so near that the difference changes which is the largest.
    const x = tf.tensor(
      Array.from({ length: 18 }, (_, i) => ((i * 7) % 18) / 8 - 1),
      [1, 3, 3, 2],
    );
    const squares = (a: tf.Tensor) =>
      tf.sum(
        tf.square(
          tf.grad((b: tf.Tensor) => tf.sum(tf.square(maxPool2d(b, { size: 2, stride: 1 }))))(a),
        ),
      );
    expectGradients(squares, [x], { absolute: 3e-2, relative: 3e-2 });
    const means = (a: tf.Tensor) =>
      tf.sum(
        tf.square(
          tf.grad((b: tf.Tensor) => tf.sum(tf.square(avgPool2d(b, { size: 2, stride: 1 }))))(a),
        ),
      );
    expectGradients(means, [x], { absolute: 3e-2, relative: 3e-2 });
  });

  test('means of many like numbers lose nothing', async () => {
    // adaptive_avg_pool2d of PyTorch 1.13 in float32 is 2e-7 off at 224² and 1e-7 at 1000².
    for (const [side, bound] of [
      [224, 2e-6],
      [1000, 1e-6],
    ] as const) {
      const x = tf.fill([1, side, side, 1], 0.1);
      const off = async (y: tf.Tensor) =>
        Math.abs(((await y.data())[0] as number) - Math.fround(0.1));
      expect(await off(globalAvgPool2d(x))).toBeLessThan(bound);
      expect(await off(avgPool2d(x, { size: side }))).toBeLessThan(bound);
      expect(await off(globalMaxPool2d(x))).toBe(0);
    }
  });

  test('of a large image is a reduction, its gradient too', () => {
    const x = seededTensor([1, 300, 200, 2]);
    const [max, mean] = [globalMaxPool2d, globalAvgPool2d].map((f) => tf.grad(f)(x)) as [
      tf.Tensor,
      tf.Tensor,
    ];
    // A tap each would take minutes on cpu, past the limit of a test.
    expect(tf.sum(max)).toBeClose(2);
    const isLargest = tf.equal(x, tf.max(x, [1, 2], true));
    // Not a cast: that of tfjs's webgpu backend makes 1.4e-45 of true.
    expect(max).toBeClose(tf.where(isLargest, tf.onesLike(x), tf.zerosLike(x)));
    expect(mean).toBeClose(tf.fill(x.shape, 1 / 60_000));
  });

  test('leave nothing behind', async () => {
    const x = seededTensor([1, 4, 4, 3]);
    const steps = seededTensor([1, 7, 3]);
    await expectNoLeaks(() => {
      for (const f of [maxPool2d, avgPool2d]) {
        tf.dispose([
          f(x, { size: 2, padding: 1 }),
          tf.grad((a: tf.Tensor) => f(a, { size: 2 }))(x),
        ]);
      }
      tf.dispose([globalMaxPool2d(x), avgPool1d(steps, { size: 2 })]);
    });
  });

  test.each<[string, (x: tf.Tensor) => unknown, string]>([
    [
      'a size of 0',
      (x) => maxPool2d(x, { size: 0 }),
      'maxPool2d: size: expected a positive integer, got 0',
    ],
    [
      'a stride of 0',
      (x) => avgPool2d(x, { size: 2, stride: 0 }),
      'avgPool2d: stride: expected a positive integer, got 0',
    ],
    [
      'a window too large',
      (x) => maxPool2d(x, { size: 6 }),
      'maxPool2d: kernel: expected at most the 5 entries of axis 0 with its padding, got 6 (6 taps, dilation 1)',
    ],
    [
      'padding alone',
      (x) => maxPool2d(x, { size: 2, padding: 2 }),
      'maxPool2d: padding: expected windows that see entries of axis 0, got 2 before and 2 behind it, of which number 0 sees nothing else',
    ],
    [
      'no options',
      (x) => maxPool2d(x, undefined as unknown as MaxPoolOptions),
      'maxPool2d: size: expected a number, or 2 of them, got undefined',
    ],
    [
      'options that are none',
      (x) => avgPool2d(x, null as unknown as AvgPoolOptions),
      'avgPool2d: expected an object of options, got null',
    ],
    [
      'a wrong name',
      (x) => maxPool2d(x, { size: 2, strides: 2 } as MaxPoolOptions),
      'maxPool2d: expected an option of size, stride, padding, ceilMode or dilation, got "strides" (is it stride?)',
    ],
    [
      'a flag that is none',
      (x) => avgPool2d(x, { size: 2, countPadding: [] as unknown as boolean }),
      'avgPool2d: countPadding: expected true or false, got []',
    ],
    [
      'a result too large',
      (x) => adaptiveAvgPool2d(x, 2 ** 20),
      'adaptiveAvgPool2d: result: expected less than 4 GiB, got float32 [1, 1048576, 1048576, 3]',
    ],
    [
      'rank',
      (x) => globalAvgPool2d(tf.reshape(x, [5, 12])),
      'globalAvgPool2d: x: expected [batch, height, width, channels], got [5, 12]',
    ],
  ])('errors: %s', async (_, run, message) => {
    const x = seededTensor([1, 5, 4, 3]);
    await expectRefusal(() => tf.tidy(() => run(x) as tf.Tensor), message);
  });
});

import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { avgPool1d, maxPool1d } from '../pool/pool-1d';
import { conv1d } from './conv-1d';
import { convTranspose2d } from './conv-transpose-2d';
import { depthwiseConv2d } from './depthwise-conv-2d';

/*
 * Kernels count in 32 bits: what does not fit is refused, and what fits is right and costs what its result does, not
 * what its stride or padding says.
 */

const LARGEST = 2 ** 31 - 1;
const TOO_LARGE = [2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40, 2 ** 52];

const steps = () => tf.tensor([1, 2, 3, 4, 5, 6, 7], [1, 7, 1]);
const image = () => tf.reshape(steps(), [1, 7, 1, 1]);
const taps = () => tf.tensor([10, 1], [2, 1, 1]);
const filter = () => tf.reshape(taps(), [2, 1, 1, 1]);

describe('numbers over 31 bits', () => {
  test.each(TOO_LARGE)('%d is refused wherever it stands', (huge) => {
    const calls: (() => tf.Tensor)[] = [
      { stride: huge },
      { dilation: huge, padding: 'causal' as const },
      { padding: huge },
      { padding: [[huge, 0] as const] },
      { padding: [[0, huge] as const] },
    ].flatMap((options) => [
      () => conv1d(steps(), taps(), options),
      () => maxPool1d(steps(), { size: 2, ...options }),
    ]);
    calls.push(
      () => avgPool1d(steps(), { size: huge, padding: 'same' }),
      () => depthwiseConv2d(image(), filter(), { dilation: [huge, 1], padding: 'causal' }),
      () =>
        depthwiseConv2d(image(), filter(), {
          stride: [huge, 1],
          padding: [
            [huge, 0],
            [0, 0],
          ],
        }),
      () => convTranspose2d(image(), filter(), { stride: [huge, 1] }),
      () => convTranspose2d(image(), filter(), { stride: [huge, 1], padding: 'same' }),
      () => convTranspose2d(image(), filter(), { dilation: [huge, 1] }),
      () =>
        convTranspose2d(image(), filter(), { dilation: [huge, 1], outputPadding: [huge - 1, 0] }),
    );
    for (const call of calls) expect(call).toThrow(RangeError);
  });

  test.each([
    ['dilation', { dilation: LARGEST, padding: 'causal' as const }],
    ['padding on both sides', { padding: 2 ** 30 }],
    ['padding in front and a window', { dilation: 2 ** 30, padding: [[2 ** 30, 0] as const] }],
  ])('so are sums: %s', async (_, options) => {
    const [x, w] = [steps(), taps()];
    await expectRefusal(
      () => conv1d(x, w, options),
      /^conv1d: expected a size of axis 1 that with its padding and window is at most 2147483647, got \d+$/,
    );
  });
});

describe('numbers that fit', () => {
  const gradient = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) => tf.grad(f)(x);

  test.each([1e9, LARGEST])('a stride of %d', (stride) => {
    const pool = (x: tf.Tensor) => maxPool1d(x, { size: 4, stride });
    expect(pool(steps())).toBeClose([4]);
    expect(gradient(pool, steps())).toBeClose([0, 0, 0, 1, 0, 0, 0]);
    const conv = (x: tf.Tensor) => conv1d(x, taps(), { stride });
    expect(conv(steps())).toBeClose([12]);
    expect(gradient(conv, steps())).toBeClose([10, 1, 0, 0, 0, 0, 0]);
  });

  test('padding that no result holds', () => {
    const options = { stride: 1e9, padding: [[1e9, 5] as const] };
    const conv = (x: tf.Tensor) => conv1d(x, taps(), options);
    expect(conv(steps())).toBeClose([0, 12]);
    expect(gradient(conv, steps())).toBeClose([10, 1, 0, 0, 0, 0, 0]);
    const own = (x: tf.Tensor) =>
      depthwiseConv2d(x, filter(), {
        stride: [1e9, 1],
        padding: [
          [1e9, 5],
          [0, 0],
        ],
      });
    expect(own(image())).toBeClose([0, 12]);
    expect(gradient(own, image())).toBeClose([10, 1, 0, 0, 0, 0, 0]);
  });

  test('windows far larger than what they see', () => {
    const size = 5e8;
    const max = (x: tf.Tensor) =>
      maxPool1d(x, { size, stride: size, padding: [[size - 1, size - 6] as const] });
    expect(max(steps())).toBeClose([1, 7]);
    expect(gradient(max, steps())).toBeClose([1, 0, 0, 0, 0, 0, 1]);
    const mean = (x: tf.Tensor) =>
      avgPool1d(x, {
        size,
        stride: size,
        padding: [[size - 1, size - 6] as const],
        countPadding: false,
      });
    expect(mean(steps())).toBeClose([1, 4.5]);
  });
});

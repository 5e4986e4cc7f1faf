import { expectRefusal } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { planWindows, type WindowOptions } from './conv-geometry';

describe('planWindows', () => {
  // As torch.nn.Conv1d(1, 1, kernel, …)(torch.zeros(1, 1, size)) and tf.nn.conv1d count.
  test.each<[number, number, WindowOptions, number, number, number]>([
    [7, 3, {}, 5, 0, 0],
    [7, 3, { stride: 2 }, 3, 0, 0],
    [8, 3, { stride: 2 }, 3, 0, 0],
    [7, 3, { dilation: 3 }, 1, 0, 0],
    [7, 3, { padding: 'same' }, 7, 1, 1],
    [7, 4, { padding: 'same' }, 7, 1, 2],
    [7, 3, { padding: 'same', stride: 2 }, 4, 1, 1],
    [8, 3, { padding: 'same', stride: 2 }, 4, 0, 1],
    [2, 1, { padding: 'same', stride: 3 }, 1, 0, 0],
    [7, 3, { padding: 'causal' }, 7, 2, 0],
    [7, 3, { padding: 'causal', dilation: 2 }, 7, 4, 0],
    [7, 3, { padding: 2 }, 9, 2, 2],
    [7, 3, { padding: [[1, 4]] }, 10, 1, 4],
    [1, 1, {}, 1, 0, 0],
  ])('%i entries, %i taps, %o', (size, taps, options, out, before, after) => {
    expect(planWindows('test', [size], [taps], options)).toMatchObject([{ out, before, after }]);
  });

  test('each axis by itself', () => {
    const options = { stride: [2, 3], dilation: [2, 1], padding: [1, [0, 2]] as const };
    expect(planWindows('test', [9, 11], [3, 5], options)).toEqual([
      { in: 9, out: 4, kernel: 3, stride: 2, dilation: 2, before: 1, after: 1 },
      { in: 11, out: 3, kernel: 5, stride: 3, dilation: 1, before: 0, after: 2 },
    ]);
  });

  test.each<[string, WindowOptions, string]>([
    ['a stride of 0', { stride: 0 }, 'conv2d: stride: expected a positive integer, got 0'],
    [
      'a dilation of 0',
      { dilation: [1, 0] },
      'conv2d: dilation: expected a positive integer, got 0',
    ],
    [
      'too many strides',
      { stride: [1, 1, 1] },
      'conv2d: stride: expected a number, or 2 of them, got [1, 1, 1]',
    ],
    [
      'a word',
      { padding: 'full' as 'same' },
      /^conv2d: padding: expected valid, same, causal, a number/,
    ],
    ['a padding below 0', { padding: -1 }, /^conv2d: padding: expected .*, got -1$/],
    [
      'a padding of three',
      { padding: [1, [1, 2, 3] as unknown as [1, 2]] },
      /^conv2d: padding: expected a number or \[before, after\]/,
    ],
    [
      'a window too large',
      { dilation: 3 },
      'conv2d: kernel: expected at most the 5 entries of axis 0 with its padding, got 7 (3 taps, dilation 3)',
    ],
  ] as [string, WindowOptions, string][])('%s', async (_, options, message) => {
    const error = await expectRefusal(
      () => planWindows('conv2d', [5, 7], [3, 3], options),
      message,
    );
    expect(error).toBeInstanceOf(RangeError);
  });
});

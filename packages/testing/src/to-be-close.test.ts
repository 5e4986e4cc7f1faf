import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { backendName } from './backend-name';
import { seededTensor } from './seeded';
import { settleComparisons } from './to-be-close';

const failure = (check: () => void) => {
  try {
    check();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

describe('toBeClose', () => {
  test('takes tensors, nested arrays, typed arrays and numbers', () => {
    const x = tf.tensor([1, 2, 3, 4], [2, 2]);
    expect(x).toBeClose([
      [1, 2],
      [3, 4.0001],
    ]);
    expect(x).toBeClose(Float32Array.of(1, 2, 3, 4));
    expect([1, 2, 3, 4]).toBeClose(x);
    expect(tf.scalar(3)).toBeClose(3);
    expect(tf.tensor([1, 0], [2], 'bool')).toBeClose([true, false] as never);
    x.dispose();
  });

  test('NaN is NaN and an infinity itself', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
    expect(odd).toBeClose([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]);
    for (const [got, wanted] of [
      [Number.NaN, 1],
      [1, Number.NaN],
      [Number.POSITIVE_INFINITY, 3e38],
      [3e38, Number.POSITIVE_INFINITY],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ] as const) {
      expect(failure(() => expect([got]).toBeClose([wanted]))).toBe(
        `element 0 of [1]: expected ${wanted}, got ${got}`,
      );
    }
  });

  test('is absolute + relative · |expected|', () => {
    expect([1.1]).toBeClose([1], { absolute: 0.11, relative: 0 });
    expect([110]).toBeClose([100], { absolute: 0, relative: 0.11 });
    expect([1.0002]).not.toBeClose([1]);
    expect([2e-5]).not.toBeClose([0]);
  });

  test('says which element, shape or number of values is off', () => {
    const x = tf.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    const y = tf.tensor([1, 2, 3, 4, 9, 6], [2, 3]);
    expect(failure(() => expect(x).toBeClose(y))).toBe('element 4 of [2,3]: expected 9, got 5');
    const turned = tf.transpose(x);
    expect(failure(() => expect(x).toBeClose(turned))).toBe('expected the shape [3,2], got [2,3]');
    expect(failure(() => expect(x).toBeClose([1, 2]))).toBe('expected 2 values, got 6');
    expect(failure(() => expect([1]).not.toBeClose([1]))).toBe(
      'expected values that are not close, got close ones',
    );
    tf.dispose([x, y, turned]);
  });

  test('what lies on a GPU is compared when the test ends', async () => {
    const x = tf.mul(seededTensor([100, 100]), 2); // too large for tfjs to work it out on the CPU
    const off = tf.add(x, 1);
    const message = /^element 0 of \[100,100\]: expected/;
    if (backendName !== 'webgpu') {
      expect(failure(() => expect(x).toBeClose(off))).toMatch(message);
    } else {
      expect(x).toBeClose(off);
      await expect(settleComparisons()).rejects.toThrow(message);
      expect(x).not.toBeClose(x);
      await expect(settleComparisons()).rejects.toThrow('expected values that are not close');
    }
    expect(x).toBeClose(x);
    expect(x).not.toBeClose(off);
    tf.dispose([x, off]);
    await settleComparisons();
  });

  test('what is missing is close to nothing', () => {
    expect(failure(() => expect(undefined).toBeClose([Number.NaN]))).toBe(
      'toBeClose: expected numbers, got undefined',
    );
  });
});

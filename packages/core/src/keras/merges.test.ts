import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { merges } from './merges';

const nan = Number.NaN;

// keras.layers.Maximum()([a, b, c]) and so on
describe.skipIf(backendName === 'webgpu')('layers of several inputs', () => {
  test.each([
    ['Add', [nan, nan, nan, 6]],
    ['Multiply', [nan, nan, nan, 6]],
    ['Maximum', [nan, nan, nan, 3]],
    ['Minimum', [nan, nan, nan, 1]],
    ['Average', [nan, nan, nan, 2]],
  ])('%s: a NaN of any of them stays', (kind, wanted) => {
    const xs = [
      [nan, 1, 1, 1],
      [2, nan, 2, 2],
      [3, 3, nan, 3],
    ];
    const make = new Map(merges()).get(kind);
    const step = make?.(undefined as never);
    const flows = (xs: tf.Tensor[]) => xs.map((x) => ({ x }));
    const run = (...given: tf.Tensor[]) => step?.(flows(given), {})[0]?.x as tf.Tensor;
    const given = xs.map((own) => tf.tensor1d(own));
    expect(run(...given)).toBeClose(wanted);
    const [da] = tf.grads(run)(given);
    expect(da?.shape).toEqual([4]);
  });
});

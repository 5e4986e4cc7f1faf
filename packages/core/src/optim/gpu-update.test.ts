import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gpuBackend } from '../gpu/gpu-backend';
import { gpuLimits } from '../gpu/gpu-limits';
import { adamW } from './adam';
import { clipByGlobalNorm } from './clip';
import { sgd } from './sgd';

/** Dispatches of `f`, which are fewer than are handed over at a time. */
async function dispatchesOf(f: () => void): Promise<number> {
  const flush = tf.add(tf.fill([2000], 1), tf.range(0, 2000));
  await flush.data();
  flush.dispose();
  const backend = gpuBackend();
  const before = backend.dispatchCountInPass;
  f();
  return backend.dispatchCountInPass - before;
}

const SHAPES = [[3], [5, 7], [], [2, 2], [600]];

const gradientsOf = (parameters: tf.Variable[]) =>
  new Map(parameters.map((p, i) => [p, seededTensor(p.shape, 10 + i)]));

describe.runIf(backendName === 'webgpu')('updates on WebGPU', () => {
  test.each([
    ['adamW', () => adamW(), 4],
    ['sgd', () => sgd({ learningRate: 0.1 }), 2],
    ['sgd with momentum', () => sgd({ learningRate: 0.1, momentum: 0.9 }), 3],
  ] as const)(
    '%s: as many parameters in a program as it may have buffers',
    async (_, make, each) => {
      const optimizer = make();
      const parameters = SHAPES.map((shape, i) => tf.variable(seededTensor(shape, i)));
      optimizer.update(gradientsOf(parameters));
      const places = parameters.map(({ dataId }) => dataId);
      const gradients = gradientsOf(parameters);
      const most = Math.floor(gpuLimits().buffers / each);
      expect(await dispatchesOf(() => optimizer.update(gradients))).toBe(
        Math.ceil(SHAPES.length / most),
      );
      // In place.
      expect(parameters.map(({ dataId }) => dataId)).toEqual(places);
      optimizer.dispose();
    },
  );

  test('clipping takes three programs for a few gradients', async () => {
    const parameters = SHAPES.map((shape, i) => tf.variable(seededTensor(shape, i)));
    const gradients = gradientsOf(parameters);
    expect(await dispatchesOf(() => clipByGlobalNorm(gradients, 0.1))).toBe(3);
  });
});

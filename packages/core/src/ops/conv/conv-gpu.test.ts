import { backendName, expectNoLeaks, failOnGpuErrors, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gpuBackend } from '../../gpu/gpu-backend';
import { TILES } from '../dense/product-tiles';
import { conv2dByTaps, filterGradientByTaps, inputGradientByTaps } from './conv-by-taps';
import { planWindows, type WindowOptions } from './conv-geometry';
import { convolveOnGpu, correlateOnGpu, spreadOnGpu } from './conv-gpu';
import { type ConvPlan, filterShape } from './conv-plan';
import { inputShape, outputShape } from './window-struct';

interface Given extends WindowOptions {
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly filter: readonly [height: number, width: number, out: number];
  readonly groups?: number;
}

function planOf({ x, filter, groups = 1, ...options }: Given): ConvPlan {
  const [batch, height, width, channels] = x;
  const [tapsY, tapsX, out] = filter;
  const windows = planWindows('test', [height, width], [tapsY, tapsX], options);
  return { batch, in: channels, out, groups, windows: windows as never };
}

const inputsOf = (plan: ConvPlan) =>
  [inputShape(plan), filterShape(plan), outputShape(plan)].map((shape, i) =>
    seededTensor(shape, i + 1),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];

/** Dispatches of `f`, which are fewer than are handed over at a time. */
async function dispatchesOf(f: () => unknown): Promise<number> {
  // Ends what is recorded.
  await tf.add(tf.fill([2000], 1), tf.range(0, 2000)).data();
  const backend = gpuBackend();
  const before = backend.dispatchCountInPass;
  f();
  return backend.dispatchCountInPass - before;
}

/** Numbers of a program, and how far from those of the ops they may be. */
const near = { absolute: 1e-4 };

failOnGpuErrors();

describe.skipIf(backendName !== 'webgpu')('the products of a convolution', () => {
  test.each<[string, Given]>([
    ['one number', { x: [1, 1, 1, 1], filter: [1, 1, 1] }],
    ['odd sizes', { x: [2, 7, 9, 3], filter: [3, 2, 5], padding: 1 }],
    ['vectors', { x: [2, 9, 7, 8], filter: [3, 3, 12], padding: 'same' }],
    ['vectors of one side', { x: [1, 6, 11, 4], filter: [2, 3, 7] }],
    [
      'and of the other',
      {
        x: [1, 6, 11, 5],
        filter: [3, 1, 36],
        padding: [
          [2, 0],
          [0, 1],
        ],
      },
    ],
    ['strides', { x: [1, 11, 8, 4], filter: [3, 4, 8], stride: [2, 3], padding: 'same' }],
    [
      'strides and gaps',
      { x: [1, 13, 9, 3], filter: [3, 2, 6], stride: 2, dilation: [3, 2], padding: 3 },
    ],
    ['long strides', { x: [1, 13, 9, 4], filter: [3, 2, 4], stride: [5, 4], padding: 1 }],
    ['groups', { x: [2, 5, 6, 24], filter: [3, 3, 16], groups: 2, padding: 'causal' }],
    ['groups of odd sizes', { x: [1, 5, 6, 9], filter: [2, 2, 6], groups: 3 }],
    ['a channel each', { x: [1, 5, 6, 4], filter: [2, 3, 8], groups: 4, padding: 1 }],
    ['1×1, many channels', { x: [1, 4, 9, 70], filter: [1, 1, 66] }],
  ])('as by taps: %s', (_, given) => {
    const plan = planOf(given);
    const [x, w, dz] = inputsOf(plan);
    expect(convolveOnGpu(x, w, plan)).toBeClose(conv2dByTaps(x, w, plan), near);
    expect(spreadOnGpu(dz, w, plan)).toBeClose(inputGradientByTaps(dz, w, plan), near);
    expect(correlateOnGpu(x, dz, plan)).toBeClose(filterGradientByTaps(x, dz, plan), near);
  });

  test('sums over thousands of places, in parts', () => {
    const plan = planOf({ x: [3, 41, 33, 3], filter: [3, 3, 5] });
    const [x, , dz] = inputsOf(plan);
    expect(correlateOnGpu(x, dz, plan)).toBeClose(filterGradientByTaps(x, dz, plan), {
      absolute: 1e-3,
    });
    const grouped = planOf({ x: [2, 40, 32, 8], filter: [2, 1, 8], groups: 2 });
    const [own, , dy] = inputsOf(grouped);
    expect(correlateOnGpu(own, dy, grouped)).toBeClose(filterGradientByTaps(own, dy, grouped), {
      absolute: 1e-3,
    });
  });

  test.each(['none', 'tanh'] as const)('a bias, then %s', (activation) => {
    const f = { none: (z: tf.Tensor) => z, tanh: tf.tanh };
    // The second in parts.
    for (const given of [
      { x: [2, 5, 4, 6], filter: [3, 2, 8], groups: 2 },
      { x: [1, 3, 4, 250], filter: [3, 3, 5] },
    ] as Given[]) {
      const plan = planOf(given);
      const [x, w, dz] = inputsOf(plan);
      const bias = seededTensor([plan.out], 4);
      const z = tf.add(conv2dByTaps(x, w, plan), bias);
      expect(convolveOnGpu(x, w, plan, { bias, activation })).toBeClose(f[activation](z), {
        absolute: 1e-3,
      });
      const own = seededTensor([plan.in], 5);
      const dx = tf.add(inputGradientByTaps(dz, w, plan), own);
      expect(spreadOnGpu(dz, w, plan, { bias: own, activation })).toBeClose(
        f[activation](dx),
        near,
      );
    }
  });

  // Those that no size above takes.
  test.each(TILES.filter(({ rows }) => rows === 128))('a tile of %o', (tile) => {
    const plan = planOf({ x: [1, 12, 13, 8], filter: [3, 3, 36], padding: 1 });
    const [x, w] = inputsOf(plan);
    expect(convolveOnGpu(x, w, plan, { tile })).toBeClose(conv2dByTaps(x, w, plan), near);
  });

  test('are a program each, and a long sum one more', async () => {
    const plan = planOf({ x: [3, 41, 33, 4], filter: [3, 3, 8], groups: 2 });
    const [x, w, dz] = inputsOf(plan);
    const bias = seededTensor([8], 4);
    expect(await dispatchesOf(() => convolveOnGpu(x, w, plan, { bias, activation: 'relu' }))).toBe(
      1,
    );
    expect(await dispatchesOf(() => spreadOnGpu(dz, w, plan))).toBe(1);
    expect(await dispatchesOf(() => correlateOnGpu(x, dz, plan))).toBe(2);
  });

  test('leave nothing behind', async () => {
    const plan = planOf({ x: [1, 41, 33, 3], filter: [3, 3, 5] });
    const [x, w, dz] = inputsOf(plan);
    await expectNoLeaks(() =>
      tf.dispose([
        convolveOnGpu(x, w, plan),
        spreadOnGpu(dz, w, plan),
        correlateOnGpu(x, dz, plan),
      ]),
    );
  });
});

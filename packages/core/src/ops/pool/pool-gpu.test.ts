import { backendName, expectNoLeaks, failOnGpuErrors, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { axisWindow, planWindows } from '../conv/conv-geometry';
import { type ImageWindows, inputShape, outputShape } from '../conv/window-struct';
import { type Counted, meanByTaps, shareByTaps } from './avg-pool-by-taps';
import { largestByTaps, pickByTaps, routeByTaps } from './max-pool-by-taps';
import { largestOnGpu, meanOnGpu, pickOnGpu, routeOnGpu, shareOnGpu } from './pool-gpu';
import { type PoolOptions, planPool } from './pool-windows';

type Image = [batch: number, height: number, width: number, channels: number];

const PLANS: [string, Image, PoolOptions & { dilation?: number | number[] }][] = [
  ['one number', [1, 1, 1, 1], { size: 1 }],
  ['2×2', [2, 6, 8, 5], { size: 2 }],
  ['2×2, channels by four', [2, 6, 8, 8], { size: 2 }],
  ['what no window sees', [1, 7, 9, 3], { size: 2, stride: 3 }],
  ['windows that overlap', [1, 9, 8, 4], { size: [3, 4], stride: [2, 1], padding: 1 }],
  ['a last window beyond', [1, 8, 7, 3], { size: 3, stride: 2, padding: 1, ceilMode: true }],
];

failOnGpuErrors();

describe.skipIf(backendName !== 'webgpu')('pools', () => {
  const gaps: (typeof PLANS)[number][] = [
    ['gaps', [1, 11, 12, 4], { size: [3, 2], stride: 2, dilation: [2, 3], padding: 2 }],
  ];
  test.each([...PLANS, ...gaps])('the largest: %s', (_, image, options) => {
    const x = seededTensor(image, 1);
    const plan = planPool('test', x, options);
    const { windows } = plan;
    const y = largestByTaps(x, windows);
    expect(largestOnGpu(x, plan)).toBeClose(y);
    const dy = seededTensor(y.shape, 2);
    expect(routeOnGpu(dy, x, y, plan)).toBeClose(routeByTaps(dy, x, y, windows));
    const g = seededTensor(image, 3);
    expect(pickOnGpu(g, x, y, plan)).toBeClose(pickByTaps(g, x, y, windows));
  });

  test.each(PLANS)('means: %s', (_, image, options) => {
    const x = seededTensor(image, 1);
    const plan = planPool('test', x, options);
    for (const counted of ['seen', 'padded'] as const) expectMeans(x, plan, counted);
  });

  test.each([
    [7, 3, 9, 4],
    [3, 7, 1, 1],
    [64, 5, 5, 8],
  ])('means of parts: %i into %i, %i into %i', (height, rows, width, columns) => {
    const x = seededTensor([2, height, width, 4], 1);
    const bins = (axis: number, size: number, out: number) =>
      axisWindow('test', axis, { ...ONE, in: size, out });
    const windows = [bins(0, height, rows), bins(1, width, columns)] as const;
    expectMeans(x, { batch: 2, in: 4, out: 4, groups: 1, windows }, 'bins');
  });

  test('of equal numbers the first, of NaN the first too, and each of four channels by itself', async () => {
    const windows = planWindows('test', [2, 4], [2, 2], { stride: 2 }) as never;
    const plan: ImageWindows = { batch: 1, in: 4, out: 4, groups: 1, windows };
    // Small whole numbers, of which many are equal; of the first channel two are NaN.
    const values = Array.from({ length: 32 }, (_, i) => (i % 7) % 3);
    values[4] = values[16] = Number.NaN;
    const x = tf.tensor(values, inputShape(plan));
    const y = largestOnGpu(x, plan);
    const dy = tf.ones(outputShape(plan));
    const wanted = routeByTaps(dy, x, largestByTaps(x, plan.windows), plan.windows);
    expect(routeOnGpu(dy, x, y, plan)).toBeClose(wanted);
    expect([...(await y.data())].map(Number.isNaN)).toEqual([1, 0, 0, 0, 0, 0, 0, 0].map(Boolean));
  });

  test('leave nothing behind', async () => {
    const x = seededTensor([1, 5, 5, 3], 1);
    const plan = planPool('test', x, { size: 2 });
    const dy = seededTensor(outputShape(plan), 2);
    await expectNoLeaks(() => {
      const y = largestOnGpu(x, plan);
      tf.dispose([y, routeOnGpu(dy, x, y, plan), pickOnGpu(x, x, y, plan)]);
      tf.dispose([meanOnGpu(x, plan, 'seen'), shareOnGpu(dy, plan, 'seen')]);
    });
  });
});

const ONE = { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };

function expectMeans(x: tf.Tensor, plan: ImageWindows, counted: Counted): void {
  expect(meanOnGpu(x, plan, counted)).toBeClose(meanByTaps(x, plan.windows, counted));
  const dy = seededTensor(outputShape(plan), 2);
  expect(shareOnGpu(dy, plan, counted)).toBeClose(shareByTaps(dy, plan.windows, counted));
}

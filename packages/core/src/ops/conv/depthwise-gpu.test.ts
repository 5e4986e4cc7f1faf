import { backendName, expectNoLeaks, failOnGpuErrors, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { planWindows, type WindowOptions } from './conv-geometry';
import {
  depthwiseByTaps,
  depthwiseFilterGradientByTaps,
  depthwiseInputGradientByTaps,
} from './depthwise-by-taps';
import { depthwiseCorrelateOnGpu, depthwiseOnGpu, depthwiseSpreadOnGpu } from './depthwise-gpu';
import { type ImageWindows, inputShape, outputShape } from './window-struct';

type Image = [batch: number, height: number, width: number, channels: number];

function given([batch, height, width, channels]: Image, taps: number[], options: WindowOptions) {
  const windows = planWindows('test', [height, width], taps, options) as never;
  const plan: ImageWindows = { batch, in: channels, out: channels, groups: channels, windows };
  const x = seededTensor(inputShape(plan), 1);
  const w = seededTensor([...taps, channels, 1], 2);
  return { plan, x, w, dz: seededTensor(outputShape(plan), 3) };
}

failOnGpuErrors();

describe.skipIf(backendName !== 'webgpu')('the products of a convolution a channel', () => {
  test.each<[string, Image, number[], WindowOptions]>([
    ['one number', [1, 1, 1, 1], [1, 1], {}],
    ['odd sizes', [2, 5, 7, 3], [3, 2], { padding: 1 }],
    ['channels by four', [2, 6, 5, 8], [3, 3], { padding: 'same' }],
    ['strides', [1, 9, 8, 5], [3, 4], { stride: [2, 3], padding: 'same' }],
    ['gaps', [1, 11, 9, 4], [3, 2], { stride: [1, 2], dilation: [3, 2], padding: 4 }],
    ['places in parts', [3, 33, 21, 3], [2, 3], { padding: 'causal' }],
  ])('as by taps: %s', (_, image, taps, options) => {
    const { plan, x, w, dz } = given(image, taps, options);
    expect(depthwiseOnGpu(x, w, plan, undefined, 'none')).toBeClose(depthwiseByTaps(x, w, plan));
    expect(depthwiseSpreadOnGpu(dz, w, plan)).toBeClose(depthwiseInputGradientByTaps(dz, w, plan));
    const dw = depthwiseFilterGradientByTaps(x, dz, plan);
    expect(depthwiseCorrelateOnGpu(x, dz, plan)).toBeClose(dw, { absolute: 1e-3 });
  });

  test.each(['relu', 'tanh', 'sigmoid'] as const)('a bias, then %s', (activation) => {
    const f = { relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid };
    for (const channels of [3, 4]) {
      const { plan, x, w } = given([1, 4, 5, channels], [2, 2], {});
      const bias = seededTensor([channels], 4);
      const y = f[activation](tf.add(depthwiseByTaps(x, w, plan), bias));
      expect(depthwiseOnGpu(x, w, plan, bias, activation)).toBeClose(y);
    }
  });

  test('leave nothing behind', async () => {
    const { plan, x, w, dz } = given([2, 20, 21, 3], [2, 2], {});
    await expectNoLeaks(() =>
      tf.dispose([
        depthwiseOnGpu(x, w, plan, undefined, 'relu'),
        depthwiseSpreadOnGpu(dz, w, plan),
        depthwiseCorrelateOnGpu(x, dz, plan),
      ]),
    );
  });
});

import { expectSameOnEveryBackend } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { cropAndResize } from '../image/crop-and-resize';
import { resize } from '../image/resize';
import { adaptiveAvgPool2d } from '../pool/adaptive-avg-pool-2d';
import { avgPool2d } from '../pool/avg-pool-2d';
import { globalAvgPool2d, globalMaxPool2d } from '../pool/global-pool-2d';
import { maxPool2d } from '../pool/max-pool-2d';
import { conv2d } from './conv-2d';
import { depthwiseConv2d } from './depthwise-conv-2d';

/*
 * NaN and infinities: what has no weight has no influence, forward and backward, and every backend gives the same.
 */

const ODD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** 0.5, 1, 1.5 …, but `odd` at one place. */
function withOdd(shape: [number, number, number, number], at: number, odd: number): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const values = Float32Array.from({ length: size }, (_, i) => (i === at ? odd : (i + 1) / 2));
  return tf.tensor(values, shape);
}

const boxes = () => tf.tensor2d([0, 0, 1, 1, 0.5, 0, 0.5, 1], [2, 4]);
const ids = () => tf.tensor1d([0, 0], 'int32');

const OPS: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  'resize, points on places': (x) => resize(x, [5, 5], { coordinates: 'align-corners' }),
  'resize, points between places': (x) => resize(x, 4),
  'resize, nearest': (x) => resize(x, 7, { method: 'nearest' }),
  'cropAndResize, points on places': (x) => cropAndResize(x, boxes(), ids(), 3),
  'cropAndResize, nearest': (x) => cropAndResize(x, boxes(), ids(), 4, { method: 'nearest' }),
  'depthwiseConv2d, padded': (x) => depthwiseConv2d(x, tf.ones([3, 3, 1, 1]), { padding: 1 }),
  conv2d: (x) => conv2d(x, tf.ones([2, 2, 1, 1])),
  'maxPool2d, padded': (x) => maxPool2d(x, { size: 2, stride: 1, padding: 1 }),
  'avgPool2d, padded': (x) => avgPool2d(x, { size: 2, stride: 1, padding: 1 }),
  adaptiveAvgPool2d: (x) => adaptiveAvgPool2d(x, [2, 3]),
  globalMaxPool2d,
  globalAvgPool2d,
};

describe.each(Object.entries(OPS))('%s', (_, f) => {
  test.each(ODD)('with %d in it', async (odd) => {
    await expectSameOnEveryBackend(() => {
      const x = withOdd([1, 3, 3, 1], 4, odd);
      return [f(x), tf.grad(f)(x)];
    });
  });

  test.each(ODD)('with a gradient of %d', async (odd) => {
    await expectSameOnEveryBackend(() => {
      const x = withOdd([1, 3, 3, 1], 4, 0);
      const { shape, size } = f(x);
      const dy = Float32Array.from({ length: size }, (__, i) => (i === size >> 1 ? odd : 1));
      return tf.grad(f)(x, tf.tensor(dy, shape));
    });
  });
});

describe('what has no weight', () => {
  test('a neighbour of a point that lies on a place', async () => {
    const x = withOdd([1, 2, 2, 1], 3, Number.NaN);
    const y = await resize(x, [3, 3], { coordinates: 'align-corners' }).data();
    expect([...y].map(Number.isNaN)).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 1].map(Boolean));
    const crop = await cropAndResize(
      x,
      tf.tensor2d([[0, 0, 0, 1]]),
      tf.tensor1d([0], 'int32'),
      2,
    ).data();
    expect([...crop]).toEqual([0.5, 1, 0.5, 1]);
  });

  test('taps in the padding', async () => {
    const filter = tf.tensor4d([Number.POSITIVE_INFINITY, 1, 1, 1], [2, 2, 1, 1]);
    const y = depthwiseConv2d(tf.ones([1, 1, 1, 1]), filter, { padding: 1 });
    expect([...(await y.data())]).toEqual([1, 1, 1, Number.POSITIVE_INFINITY]);
  });

  test('padding beside nothing but minus infinities', async () => {
    // As PyTorch.
    const x = tf.fill([1, 2, 2, 1], Number.NEGATIVE_INFINITY);
    const f = (a: tf.Tensor) => maxPool2d(a, { size: 2, stride: 1, padding: 1 });
    expect([...(await f(x).data())]).toEqual(new Array(9).fill(Number.NEGATIVE_INFINITY));
    expect([...(await tf.grad(f)(x).data())]).toEqual([4, 2, 2, 1]);
  });
});

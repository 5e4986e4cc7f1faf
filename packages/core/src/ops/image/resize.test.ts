import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../../fixtures/torch-resize.json';
import { cropAndResize } from './crop-and-resize';
import { type ResizeOptions, resize } from './resize';

/** sin(rate i + phase) */
function wave(shape: number[], rate: number, phase: number): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(rate * i + phase)),
    shape,
  );
}

const ids = (...values: number[]) => tf.tensor(values, [values.length], 'int32');

/*
 * F.interpolate(x.permute(0, 3, 1, 2), size=size, mode=mode, align_corners=…).permute(0, 2, 3, 1) of PyTorch 1.13 with
 * x = sin(0.7 i), and the gradient of Σ y sin(0.2 i + 3).
 */
test.each(golden)('resize as PyTorch: $title', (wanted) => {
  const options = { method: wanted.method, coordinates: wanted.coordinates } as ResizeOptions;
  const f = (x: tf.Tensor) => resize(x, wanted.size as [number, number], options);
  const x = wave(wanted.x, 0.7, 0);
  const y = f(x);
  expect(y).toBeClose(wanted.y, { absolute: 1e-5 });
  expect(tf.grad(f)(x, wave(y.shape, 0.2, 3))).toBeClose(wanted.dx, { absolute: 2e-5 });
});

describe('resize', () => {
  test.each([1, 3, 5, 7, 17, 33])('the same on every backend, %i channels', async (channels) => {
    await expectSameOnEveryBackend(() => {
      const x = seededTensor([2, 7, 5, channels]);
      const own = tf.tensor([0.1, -0.2, 0.8, 0.6, 0.9, 0.3, 0.2, 1.4], [2, 4]);
      const crop = (a: tf.Tensor) => cropAndResize(a, own, ids(1, 1), [3, 4]);
      const whole = (a: tf.Tensor) => resize(a, [4, 9]);
      return [crop, whole].flatMap((f) => [f(x), tf.grad(f)(x, seededTensor(f(x).shape, 2))]);
    });
  });

  test('the same size is the same image', () => {
    const x = seededTensor([2, 3, 5, 7]);
    for (const method of ['bilinear', 'nearest'] as const) {
      for (const coordinates of ['half-pixel', 'align-corners', 'asymmetric'] as const) {
        expect(resize(x, [3, 5], { method, coordinates })).toBeClose(x);
      }
    }
  });

  test('the nearest is copied, infinite or not', async () => {
    const x = tf.tensor([1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 4], [1, 2, 2, 1]);
    const y = resize(x, 4, { method: 'nearest' });
    const rows = [1, 1, -1 / 0, -1 / 0, 1, 1, -1 / 0, -1 / 0];
    const below = [1 / 0, 1 / 0, 4, 4, 1 / 0, 1 / 0, 4, 4];
    expect([...(await y.data())]).toEqual([...rows, ...below]);
  });

  test('gradients of gradients', () => {
    const x = seededTensor([1, 3, 3, 2]);
    const own = tf.tensor([0.07, 0.11, 0.84, 0.67], [1, 4]);
    const f = (a: tf.Tensor) => tf.sum(tf.square(resize(a, [4, 2])));
    const g = (a: tf.Tensor, box: tf.Tensor) => tf.sum(tf.square(cropAndResize(a, box, ids(0), 2)));
    const slope = (a: tf.Tensor) => tf.sum(tf.square(tf.grad(f)(a)));
    const slopes = (a: tf.Tensor) => tf.sum(tf.square(tf.grad((b: tf.Tensor) => g(b, own))(a)));
    expectGradients(slope, [x], { absolute: 3e-2, relative: 3e-2 });
    expectGradients(slopes, [x], { absolute: 3e-2, relative: 3e-2 });
  });

  test('leaves nothing behind', async () => {
    const x = seededTensor([1, 4, 4, 3]);
    const own = tf.tensor([0.1, 0.2, 0.8, 0.6], [1, 4]);
    const which = ids(0);
    await expectNoLeaks(() => {
      const crop = (a: tf.Tensor, b: tf.Tensor) => cropAndResize(a, b, which, 2);
      tf.dispose([resize(x, 7), tf.grad((a: tf.Tensor) => resize(a, 3))(x)]);
      tf.dispose([crop(x, own), ...tf.grads(crop)([x, own])]);
    });
  });
});

describe('cropAndResize', () => {
  test('the whole box is resize with corners on corners', () => {
    const x = seededTensor([2, 5, 7, 3]);
    const whole = tf.tensor([0, 0, 1, 1, 0, 0, 1, 1], [2, 4]);
    const wanted = resize(x, [3, 4], { coordinates: 'align-corners' });
    expect(cropAndResize(x, whole, ids(0, 1), [3, 4])).toBeClose(wanted, { absolute: 1e-5 });
  });

  test.each(['bilinear', 'nearest'] as const)('as tf.image.cropAndResize: %s', async (method) => {
    const values = [0.1, -0.2, 0.8, 0.6, 0.93, 0.32, 0.2, 1.4, 0.31, 0.12, 0.77, 0.43];
    const x = seededTensor([2, 6, 5, 3]);
    const own = tf.tensor(values, [3, 4]);
    const which = ids(1, 0, 1);
    const theirs = tf.image.cropAndResize(
      x as tf.Tensor4D,
      own as tf.Tensor2D,
      which as tf.Tensor1D,
      [3, 4],
      method,
      0.25,
    );
    const ours = cropAndResize(x, own, which, [3, 4], { method, extrapolation: 0.25 });
    expect(ours).toBeClose(theirs, { absolute: 1e-5 });
  });

  const x = () => seededTensor([2, 4, 4, 3]);
  const box = (...values: number[]) => tf.tensor(values, [1, 4]);
  test.each<[string, () => unknown, string]>([
    ['a size of 0', () => resize(x(), [0, 3]), 'resize: size: expected a positive integer, got 0'],
    [
      'a method that is none',
      () => resize(x(), 3, { method: 'cubic' as 'nearest' }),
      'resize: method: expected "bilinear" or "nearest", got "cubic"',
    ],
    [
      'coordinates that are none',
      () => resize(x(), 3, { coordinates: 'toString' as 'asymmetric' }),
      'resize: coordinates: expected "half-pixel", "align-corners" or "asymmetric", got "toString"',
    ],
    [
      'rank',
      () => resize(seededTensor([4, 4, 3]), 3),
      'resize: x: expected [batch, height, width, channels], got [4, 4, 3]',
    ],
    [
      'boxes of three',
      () => cropAndResize(x(), seededTensor([2, 3]), ids(0, 1), 2),
      'cropAndResize: boxes: expected [boxes, 4], got [2, 3]',
    ],
    [
      'another number of indices',
      () => cropAndResize(x(), box(0, 0, 1, 1), ids(0, 1), 2),
      'cropAndResize: boxIndices: expected [1], got [2]',
    ],
    [
      'an index outside',
      () => cropAndResize(x(), box(0, 0, 1, 1), ids(2), 2),
      'cropAndResize: boxIndices: expected ids from 0 to 1 (images 2), got 2 at 0',
    ],
    [
      'a box that is not finite',
      () => cropAndResize(x(), box(0, Number.NaN, 1, 1), ids(0), 2),
      'cropAndResize: boxes: box 0: expected a finite number, got NaN',
    ],
  ])('errors: %s', async (_, run, message) => {
    await expectRefusal(() => tf.tidy(() => run() as tf.Tensor), message);
  });
});

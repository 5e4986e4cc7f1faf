import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  ACTIVATION_CODE,
  compositeActivation,
  type FusedActivation,
} from '../activation/activation';
import type { GpuProduct } from './gpu-product';
import { productOnGpu } from './product-gpu';
import { partsFor, tileFor, tilesOf } from './product-tiles';

const FORMS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

const SHARED = 16_384;

function given(
  [m, n, k]: readonly [number, number, number],
  [transposeA, transposeB]: readonly [boolean, boolean],
  batch = 1,
): GpuProduct {
  const own = { transposeA, transposeB, m, n, k, batch, strideA: m * k, strideB: k * n };
  const a = seededTensor([batch, ...(transposeA ? [k, m] : [m, k])], 1);
  const b = seededTensor([batch, ...(transposeB ? [n, k] : [k, n])], 2);
  return { ...own, a, b, shape: [batch, m, n] };
}

const wanted = ({ a, b, transposeA, transposeB }: GpuProduct) =>
  tf.matMul(a, b, transposeA, transposeB);

describe('how a product is cut', () => {
  test('large tiles where there are many, small ones where there are few', () => {
    const square = (n: number) => ({ m: n, n, k: 1024, batch: 1 });
    expect(tileFor(square(4096), SHARED).rows).toBe(128);
    expect(tileFor(square(4096), SHARED - 1).rows).toBe(64);
    expect(tileFor(square(1024), SHARED).rows).toBe(64);
    expect(tileFor(square(128), SHARED).rows).toBe(32);
    expect(tilesOf(tileFor(square(128), SHARED), 128, 129, 3)).toBe(3 * 4 * 5);
    expect(tileFor({ ...square(128), k: 100_000 }, SHARED).rows).toBe(64);
  });

  test('long sums of few tiles are cut, others are not', () => {
    expect(partsFor(1, 2047)).toBe(1);
    expect(partsFor(128, 100_000)).toBe(1);
    expect(partsFor(4, 100_000)).toBe(64);
    expect(partsFor(1, 4096)).toBe(8);
  });
});

describe.skipIf(backendName !== 'webgpu')('productOnGpu', () => {
  const sizes = [
    [9, 1, 1],
    [33, 65, 17],
    [64, 64, 32],
    [40, 36, 68],
    [9, 130, 70],
    [131, 12, 36],
  ] as const;

  test.each(sizes)('%i × %i by sums of %i, in every form', (...size) => {
    for (const form of FORMS) {
      const product = given(size, form);
      expect(productOnGpu(product)).toBeClose(wanted(product), { absolute: 1e-4 });
    }
  });

  // Enough tiles of each size: a batch of them. A GPU in software takes seconds to compile one: not every form of each.
  test.each([
    [64, 64, 4, 128, 0],
    [64, 64, 4, 128, 3],
    [65, 66, 5, 40, 1],
    [128, 132, 8, 128, 1],
    [129, 130, 7, 64, 2],
  ])('%i × %i by sums of %i, a batch of %i, form %i', (m, n, k, batch, form) => {
    const product = given([m, n, k], FORMS[form] as (typeof FORMS)[number], batch);
    expect(productOnGpu(product)).toBeClose(wanted(product), { absolute: 1e-4 });
  });

  test.each([1, 2, 3, 8])('%i rows', (m) => {
    for (const form of FORMS) {
      for (const batch of [1, 3]) {
        const product = given([m, 37, 50], form, batch);
        expect(productOnGpu(product)).toBeClose(wanted(product), { absolute: 1e-4 });
      }
    }
  });

  test('one side for all of a batch', () => {
    const { a, ...rest } = given([12, 7, 5], [false, false], 3);
    const single = tf.slice(a, [0, 0, 0], [1, 12, 5]);
    const product = { ...rest, a: single, strideA: 0 };
    expect(productOnGpu(product)).toBeClose(tf.matMul(tf.tile(single, [3, 1, 1]), rest.b));
  });

  test.each([2048, 4098])('sums of %i, in parts', (k) => {
    for (const form of FORMS) {
      const product = given([9, 5, k], form, 2);
      expect(productOnGpu(product)).toBeClose(wanted(product), { absolute: 1e-3 });
    }
  });

  test.each(Object.keys(ACTIVATION_CODE) as FusedActivation[])('a bias, then %s', (activation) => {
    for (const size of [
      [17, 12, 20],
      [17, 13, 20],
      [3, 13, 20],
      [17, 13, 2050],
    ] as const) {
      const bias = seededTensor([size[1]], 3);
      const product = { ...given(size, [false, false]), bias, activation };
      const y = compositeActivation(tf.add(wanted(product), bias), activation);
      expect(productOnGpu(product)).toBeClose(y, { absolute: 1e-3 });
    }
  });

  test('a NaN reaches its row and its column only', async () => {
    const values = new Float32Array(40 * 40).fill(1);
    values[3 * 40 + 5] = Number.NaN;
    const product = { ...given([40, 40, 40], [false, false]), a: tf.tensor(values, [1, 40, 40]) };
    const y = await productOnGpu(product).data();
    y.forEach((value, i) => void expect(Number.isNaN(value)).toBe(Math.floor(i / 40) === 3));
  });
});

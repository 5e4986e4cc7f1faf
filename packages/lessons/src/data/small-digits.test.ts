import { expect, test } from 'vitest';
import { smallDigits } from './small-digits';

test('smallDigits: the digits of load_digits, in two parts', () => {
  const { train, test: held, from } = smallDigits();
  expect(train.images.shape).toEqual([1437, 8, 8, 1]);
  expect(held.images.shape).toEqual([360, 8, 8, 1]);
  const counts = new Array<number>(10).fill(0);
  for (const { images, labels } of [train, held]) {
    expect(images.data.length).toBe(labels.length * 64);
    for (const label of labels) counts[label] = (counts[label] as number) + 1;
  }
  // As scikit-learn counts them.
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  // The first row of the first one: 0, 0, 5, 13, 9, 1, 0, 0 of 16.
  const row = [...train.images.data.subarray(0, 8)].map((ink) => Math.round(15 * ink));
  expect(row).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
  expect([...train.labels.subarray(0, 5)]).toEqual([0, 1, 2, 3, 4]);
  expect(from.licences[0]?.title).toBe('CC BY 4.0');
});

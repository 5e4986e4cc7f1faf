import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { collate } from './collate';

/** Matches a message that begins so. */
const begins = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

describe('collate', () => {
  test('makes a tensor of numbers and of arrays', async () => {
    expect(collate([1, 2, 3])).toBeClose([1, 2, 3]);
    expect(collate([true, false]).dtype).toBe('bool');
    const rows = collate([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(rows.shape).toEqual([3, 2]);
    expect(rows).toBeClose([1, 2, 3, 4, 5, 6]);
    const ids = collate([Int32Array.of(1, 2), Int32Array.of(3, 4)]);
    expect([ids.dtype, ids.shape]).toEqual(['int32', [2, 2]]);
    expect([...(await ids.data())]).toEqual([1, 2, 3, 4]);
    expect(collate([Uint8Array.of(200)]).dtype).toBe('int32');
    expect(collate([Float64Array.of(0.5)]).dtype).toBe('float32');
  });

  test('goes through objects and tuples, and leaves texts', () => {
    const examples = [
      { image: Float32Array.of(1, 2), of: ['a', 1] as [string, number] },
      { image: Float32Array.of(3, 4), of: ['b', 2] as [string, number] },
    ];
    const { image, of } = collate(examples);
    expect(image).toBeClose([1, 2, 3, 4]);
    expect(of[0]).toEqual(['a', 'b']);
    expect(of[1]).toBeClose([1, 2]);
  });

  test('refuses what is not alike, before anything is made', async () => {
    const refuse = (examples: unknown[], message: string) =>
      expectNoLeaks(() => expectRefusal(() => collate(examples), begins(`collate: ${message}`)));
    const x = Float32Array.of(1);
    const zeros = tf.zeros([2]);
    await refuse([], 'expected at least one example, got none');
    await refuse([1, 'a'], 'examples: expected a number in every example, got "a"');
    await refuse(['a', 1], 'examples: expected a text in every example, got 1');
    await refuse([x, Float32Array.of(1, 2)], 'examples: expected [1] in every example, got [2]');
    await refuse([x, Int32Array.of(1)], 'examples: expected a Float32Array');
    await refuse([[1], ['a']], 'examples: expected [1] in every example, got ["a"]');
    await refuse([['a', 1], ['a']], 'examples: expected a tuple of 2 in every example');
    await refuse([{ x, y: 1 }, { x }], 'examples: expected an object with x, y in every example');
    await refuse([{ x }, { y: x }], 'examples: expected an object with x in every example');
    await refuse(
      [
        { x, y: 1 },
        { x, y: null },
      ],
      'examples.y: expected a number in every example',
    );
    await refuse([undefined], 'examples: expected numbers, typed arrays');
    await refuse([zeros], 'examples: expected numbers, typed arrays');
    await refuse([1n], 'examples: expected numbers, typed arrays');
  });
});

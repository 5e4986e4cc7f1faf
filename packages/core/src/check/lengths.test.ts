import { backendName, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type Lengths, readLengths } from './lengths';

describe('readLengths', () => {
  test('reads numbers from arrays and from a tensor, and keeps a copy', async () => {
    expect(readLengths('f', [0, 3], 2, 3)).toEqual(Int32Array.of(0, 3));
    const own = Int32Array.of(1, 2);
    const read = readLengths('f', own, 2, 3);
    own[0] = 9;
    expect(read).toEqual(Int32Array.of(1, 2));
    const tensor = tf.tensor1d([2, 1], 'int32');
    if (backendName === 'webgpu') {
      await expectRefusal(
        () => readLengths('f', tensor, 2, 3),
        'f: lengths: expected numbers on WebGPU, got a tensor, which cannot be read synchronously: pass await lengths.data()',
      );
    } else {
      expect(readLengths('f', tensor, 2, 3)).toEqual(Int32Array.of(2, 1));
    }
  });

  test('refuses what are no lengths', async () => {
    const refuse = (lengths: unknown, message: string) =>
      expectRefusal(() => readLengths('f', lengths as Lengths, 2, 3), `f: lengths${message}`);
    await refuse([1], ': expected 2 of them, got 1');
    await refuse([1, 4], '.1: expected an integer from 0 to 3, got 4');
    await refuse([-1, 3], '.0: expected an integer from 0 to 3, got -1');
    await refuse([1.5, 3], '.0: expected an integer from 0 to 3, got 1.5');
    await refuse(['1', 3], '.0: expected an integer from 0 to 3, got "1"');
    await refuse([true, 3], '.0: expected an integer from 0 to 3, got true');
    await refuse([1, undefined], '.1: expected an integer from 0 to 3, got undefined');
    await refuse(null, ': expected integers, one a row, got null');
    await refuse(2, ': expected integers, one a row, got 2');
    await refuse('22', ': expected integers, one a row, got "22"');
    await refuse({ length: 2, 0: 1, 1: 1 }, ': expected integers, one a row, got an Object');
    await refuse(
      new DataView(new ArrayBuffer(2)),
      ': expected integers, one a row, got a DataView of 2 bytes',
    );
    const floats = tf.tensor1d([1, 2]);
    await refuse(floats, ': expected dtype int32, got float32');
    const three = tf.tensor1d([1, 2, 3], 'int32');
    await refuse(three, ': expected [2], got [3]');
  });
});

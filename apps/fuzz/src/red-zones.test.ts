import { addressOf, CORE, kernelsOf } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Canaries } from './canaries';

/** The heap of the wasm backend. */
function heap(): Uint8Array {
  return (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8;
}

/** Adds 1 to a byte behind `x`: the first, or one further on. */
function writeBehind(x: tf.Tensor, by = 0): void {
  const at = addressOf(x) + 4 * x.size + by;
  heap()[at] = (heap()[at] as number) + 1;
}

describe.runIf(kernelsOf(CORE) !== undefined)('Canaries', () => {
  let canaries: Canaries;
  const tensors: tf.Tensor[] = [];
  const make = (...shape: number[]) => {
    const x = tf.fill(shape, 3);
    x.dataSync();
    tensors.push(x);
    return x;
  };

  beforeAll(() => {
    canaries = new Canaries();
    return () => canaries.dispose();
  });
  afterEach(() => tf.dispose(tensors.splice(0)));

  test('see nothing where tensors are written in their own memory', () => {
    const x = make(3, 5);
    heap().fill(7, addressOf(x), addressOf(x) + 4 * x.size);
    expect(canaries.changed()).toBe(0);
  });

  test.each([0, 1, 63])('see a byte that is written %i bytes behind a tensor, once', (by) => {
    writeBehind(make(3, 5), by);
    expect(canaries.changed()).toBe(1);
    expect(canaries.changed()).toBe(0);
  });

  test('see it though the tensor was disposed since', () => {
    const x = make(7);
    writeBehind(x);
    x.dispose();
    expect(canaries.changed()).toBe(1);
  });

  test('see each of several', () => {
    for (const size of [1, 2, 33]) writeBehind(make(size));
    expect(canaries.changed()).toBe(3);
  });
});

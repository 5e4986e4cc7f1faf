import { backendName, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { setup } from '../backend/setup';
import { CORE } from '../generated/wasm';
import { addressOf, allocate, readScalar, writeScalar } from './output';
import { kernelsOf, scratch, wasmBackend } from './registry';

/** The same kernels by another name. */
const named = (name: string) => ({ ...CORE, name });

const onWasm = backendName === 'wasm';

describe('kernelsOf', () => {
  test('gives kernels on wasm only', async () => {
    expect(kernelsOf(CORE) !== undefined).toBe(onWasm);
    await setup({ backend: 'cpu' });
    expect(kernelsOf(CORE)).toBeUndefined();
    await setup({ backend: 'wasm' });
    const kernels = kernelsOf(CORE);
    expect(kernels).toBeDefined();
    await setup({ backend: 'cpu' });
    await setup({ backend: 'wasm' });
    expect(kernelsOf(CORE)).toBe(kernels);
    await setup({ backend: backendName });
  });

  test.runIf(onWasm)('compiles each module once, at its first use', () => {
    const later = kernelsOf(named('@dl/later'));
    expect(later).toBeDefined();
    expect(later).not.toBe(kernelsOf(CORE));
    expect(kernelsOf(named('@dl/later'))).toBe(later);
  });

  test.runIf(onWasm)('refuses what is no module', async () => {
    for (const wrong of [{}, { name: '@dl/wrong' }, { plain: '00' }]) {
      await expectRefusal(
        () => void kernelsOf(wrong as never),
        'kernelsOf: module: expected a module of kernels, got an Object',
      );
    }
  });

  test('two copies of core share what runs', async () => {
    // @ts-expect-error: the query makes it a second module of the same source
    const copy = (await import('./registry?copy')) as typeof import('./registry');
    expect(copy.kernelsOf).not.toBe(kernelsOf);
    expect(copy.kernelsOf(CORE)).toBe(kernelsOf(CORE));
    const other = named('@dl/other');
    expect(copy.kernelsOf(other)).toBe(kernelsOf(other));
    if (!onWasm) return;
    expect(copy.wasmBackend()).toBe(wasmBackend());
    expect(copy.scratch(100)).toBe(scratch(100));
  });
});

describe.runIf(onWasm)('WASM memory', () => {
  test('scratch memory stays where it is until more is asked for', () => {
    const bytes = 2 ** 22;
    const at = scratch(bytes);
    expect(at).toBeGreaterThan(0);
    expect(scratch(8)).toBe(at);
    expect(scratch(bytes)).toBe(at);
    const heap = () => wasmBackend().wasm.HEAPU8;
    heap().fill(7, at, at + bytes);
    expect(heap()[at + bytes - 1]).toBe(7);
  });

  test('a new tensor lies apart from others, at a multiple of 8', () => {
    const { numTensors } = tf.memory();
    const made = [allocate([3, 5]), allocate([]), allocate([7])];
    expect(made.map(({ shape }) => shape)).toEqual([[3, 5], [], [7]]);
    const at = made.map(addressOf);
    expect(at.every((address) => address > 0 && address % 8 === 0)).toBe(true);
    expect(new Set(at).size).toBe(3);
    expect(tf.memory().numTensors).toBe(numTensors + 3);
    tf.dispose(made);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('a scalar that was written is read', () => {
    const x = allocate([]);
    writeScalar(x, -1.5);
    expect(readScalar(x)).toBe(-1.5);
    expect(x).toBeClose(-1.5);
    x.dispose();
  });

  test('what does not fit into WASM memory is refused', async () => {
    for (const shape of [[2 ** 30], [2 ** 20, 2 ** 10 + 1], [2 ** 15, 2 ** 15, 2 ** 15]]) {
      const error = await expectRefusal(
        () => allocate(shape),
        `allocate: expected room for float32 [${shape.join(', ')}], got no WASM memory`,
      );
      expect(error).toBeInstanceOf(RangeError);
    }
  });
});

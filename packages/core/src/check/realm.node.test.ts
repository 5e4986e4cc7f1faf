import { createContext, runInContext } from 'node:vm';
import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { batches } from '../data/batches';
import { collate } from '../data/collate';
import { fileStore } from '../files/file-store';
import { openSafetensors } from '../files/open-safetensors';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import { toArrayValue, toStored } from '../files/stored-values';
import { loadStateDict } from '../model/load-state-dict';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { Linear } from '../nn/linear';
import { random } from '../random/random';
import { fromTorch } from '../torch/from-torch';
import { arrayKind, bytesOf, isArrayBuffer, isTagged, ownArray } from './realm';

// As Jest and jsdom have it: arrays, buffers and Maps of a realm whose constructors are not ours.
const realm = createContext({});
const there = <T>(code: string): T => runInContext(code, realm) as T;
/** The same bytes in a Uint8Array of the other realm. */
function foreign(bytes: Uint8Array): Uint8Array {
  const made = there<(list: number[]) => Uint8Array>('(list) => Uint8Array.from(list)')([...bytes]);
  expect(made instanceof Uint8Array).toBe(false);
  return made;
}

describe('what is of another realm', () => {
  test('is known for what it is', () => {
    for (const kind of [
      'Float32Array',
      'Int16Array',
      'Uint8ClampedArray',
      'BigInt64Array',
    ] as const) {
      const array = there<Float32Array>(`new ${kind}(3)`);
      expect(arrayKind(array)).toBe(kind);
      const own = ownArray(array);
      expect(own).toBeInstanceOf(globalThis[kind]);
      expect(own.buffer).toBe(array.buffer);
    }
    expect(arrayKind(Buffer.from('ab'))).toBe('Uint8Array');
    expect(ownArray(Buffer.from('ab')).constructor).toBe(Uint8Array);
    expect(isArrayBuffer(there('new ArrayBuffer(2)'))).toBe(true);
    expect(isArrayBuffer(new SharedArrayBuffer(2))).toBe(false);
    expect(bytesOf(there('new DataView(new ArrayBuffer(5), 1)'))?.length).toBe(4);
    expect(isTagged(there('new Map()'), 'Map')).toBe(true);
    for (const none of [undefined, null, 3, 'x', [], {}, new Date(), { byteLength: 3 }]) {
      expect(arrayKind(none)).toBeUndefined();
      expect(isArrayBuffer(none)).toBe(false);
      expect(bytesOf(none)).toBeUndefined();
    }
  });

  test('files are read and written', async () => {
    const data = there<Float32Array>('Float32Array.of(1, 2)');
    const bytes = writeSafetensors({ a: { dtype: 'F32', shape: [2], data } });
    const wanted = { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) };
    expect(readSafetensors(foreign(bytes)).tensors.a).toEqual(wanted);
    expect(readSafetensors(Buffer.from(bytes)).tensors.a).toEqual(wanted);
    const buffer = foreign(bytes).buffer as ArrayBuffer;
    for (const source of [foreign(bytes), buffer, Buffer.from(bytes)]) {
      expect(await (await openSafetensors(source)).read('a')).toEqual(wanted);
    }
    const store = fileStore(`${process.env.TMPDIR ?? '/tmp'}/dl-realm-${process.pid}.bin`);
    await store.write(foreign(Uint8Array.of(1, 2)));
    expect(await store.read()).toEqual(Uint8Array.of(1, 2));
    await store.remove();
    const half = {
      dtype: 'F16',
      shape: [1],
      data: there<Uint16Array>('Uint16Array.of(0x3c00)'),
    } as const;
    expect(toArrayValue(half).data).toEqual(Float32Array.of(1));
    expect(toStored({ shape: [2], data }, 'F64').data).toEqual(Float64Array.of(1, 2));
  });

  test('numbers go into a model', async () => {
    const model = there<Map<string, unknown>>('new Map()');
    model.set('linear', new Linear(1, 2, { rng: random(1) }));
    expect(Object.keys(stateDict(model))).toEqual(['linear.weight', 'linear.bias']);
    const data = there<Float32Array>('Float32Array.of(1, 2)');
    loadStateDict(model, {
      'linear.weight': { data, shape: [1, 2] },
      'linear.bias': { data, shape: [2] },
    });
    data[0] = 9; // nothing is shared
    for (const x of parameters(model)) expect([...(await x.data())]).toEqual([1, 2]);
    fromTorch(model, {
      'linear.weight': { data, shape: [2, 1] },
      'linear.bias': { data, shape: [2] },
    });
    for (const x of parameters(model)) expect([...(await x.data())]).toEqual([9, 2]);
    expect(() => stateDict(there('Promise.resolve()'))).toThrow('got a Promise');
  });

  test('examples are batched', async () => {
    const x = there<Float32Array>('Float32Array.of(1, 2, 3, 4)');
    const y = there<Int32Array>('Int32Array.of(5, 6)');
    for await (const batch of batches({ x: { data: x, shape: [2, 2] }, y }, { size: 2 })) {
      expect([batch.x.dtype, batch.y.dtype]).toEqual(['float32', 'int32']);
      expect([...(await batch.x.data()), ...(await batch.y.data())]).toEqual([1, 2, 3, 4, 5, 6]);
    }
    const made = collate([
      there<{ a: Float32Array }>('({ a: Float32Array.of(1) })'),
      { a: Float32Array.of(2) },
    ]);
    expect([...(await (made.a as tf.Tensor).data())]).toEqual([1, 2]);
  });
});

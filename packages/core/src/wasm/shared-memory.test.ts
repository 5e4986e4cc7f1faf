import { expect, test } from 'vitest';
import { isShared, ownSharedMemory } from './shared-memory';

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const TYPE = [1, 4, 1, 0x60, 0, 0];
const module = (...memory: number[]) =>
  Uint8Array.from([...HEADER, ...TYPE, 5, memory.length, ...memory]);

test('a bounded memory of its own is shared, and nothing else changes', () => {
  const before = module(1, 1, 0x80, 0x02, 0x80, 0x80, 0x04);
  const after = ownSharedMemory(before) as Uint8Array;
  expect([...after]).toEqual([...module(1, 3, 0x80, 0x02, 0x80, 0x80, 0x04)]);
  expect([...before]).toEqual([...module(1, 1, 0x80, 0x02, 0x80, 0x80, 0x04)]);
  expect(WebAssembly.validate(after as BufferSource)).toBe(true);
});

test.each([
  ['without a bound', module(1, 0, 1)],
  ['of several memories', module(2, 1, 1, 2, 1, 1, 2)],
  ['without memory', Uint8Array.from([...HEADER, ...TYPE])],
  ['that is shared already', module(1, 3, 1, 2)],
])('a module %s stays private', (_, bytes) => {
  expect(ownSharedMemory(bytes)).toBe(undefined);
});

test('says whether threads may share a memory', () => {
  expect(isShared(new WebAssembly.Memory({ initial: 1 }))).toBe(false);
  if (typeof SharedArrayBuffer === 'undefined') return;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
  expect(isShared(memory)).toBe(true);
});

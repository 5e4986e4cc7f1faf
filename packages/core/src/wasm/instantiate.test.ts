import { describe, expect, test } from 'vitest';
import { hasRelaxedSimd } from '../engine/detect';
import { CORE as BUILT, type CoreKernels } from '../generated/wasm';
import { instantiate, kernelBytes } from './instantiate';
import type { Address } from './kernel-module';
import { importSharedMemory } from './shared-memory';

const { plain, relaxedDelta } = BUILT;
const CORE = { name: 'core', plain, relaxedDelta };
const BASE = 65536;

/** A module of sections, each its number and its bytes. */
const wasm = (...sections: [number, number[]][]) =>
  Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...sections.flatMap(([id, body]) => [id, body.length, ...body]),
  ]);
const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
const TYPE = [1, [1, 0x60, 0, 0]] as [number, number[]];
const ABORT = [...name('env'), ...name('abort'), 0, 0];

/** [m, k] · [k, n] by the kernel, on numbers that are easily told apart. */
function product(kernels: CoreKernels, memory: WebAssembly.Memory, [m, k, n]: number[]) {
  const floats = new Float32Array(memory.buffer);
  const [a, b, c, room] = [BASE, BASE + 8192, BASE + 16384, 2 * BASE] as Address[] as [
    Address,
    Address,
    Address,
    Address,
  ];
  const [rows, inner, columns] = [m as number, k as number, n as number];
  for (let i = 0; i < rows * inner; i++) floats[a / 4 + i] = Math.sin(i);
  for (let i = 0; i < inner * columns; i++) floats[b / 4 + i] = Math.cos(i);
  kernels.gemm(rows, columns, inner, a, inner, false, b, columns, false, c, columns, false, room);
  return Array.from(floats.subarray(c / 4, c / 4 + rows * columns));
}

function wantedProduct([m, k, n]: number[]) {
  const [inner, columns] = [k as number, n as number];
  return Array.from({ length: (m as number) * columns }, (_, at) => {
    let sum = 0;
    for (let l = 0; l < inner; l++) {
      const i = Math.floor(at / columns);
      sum += Math.sin(i * inner + l) * Math.cos(l * columns + (at % columns));
    }
    return sum;
  });
}

const pages = (kernels: CoreKernels) => 3 + Math.ceil((kernels.gemmScratchBytes() + BASE) / 65536);

describe('kernelBytes', () => {
  test('gives a module for plain and one for relaxed SIMD', () => {
    expect(WebAssembly.validate(kernelBytes(CORE, false) as BufferSource)).toBe(true);
    const relaxed = kernelBytes(CORE, true);
    expect(WebAssembly.validate(relaxed as BufferSource)).toBe(hasRelaxedSimd());
    expect([...relaxed.subarray(0, 8)]).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  });

  test('both compute the same, as far as this engine takes them', () => {
    for (const relaxed of hasRelaxedSimd() ? [false, true] : [false]) {
      const module = new WebAssembly.Module(kernelBytes(CORE, relaxed) as BufferSource);
      const memory = new WebAssembly.Memory({ initial: 64 });
      const abort = () => undefined;
      const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
      const kernels = exports as unknown as CoreKernels;
      expect(pages(kernels)).toBeLessThanOrEqual(64);
      for (const sizes of [
        [1, 1, 1],
        [3, 5, 7],
        [7, 17, 5],
        [17, 33, 3],
        [33, 7, 17],
      ]) {
        expect(product(kernels, memory, sizes)).toBeClose(wantedProduct(sizes), { absolute: 1e-5 });
      }
    }
  });
});

describe('instantiate', () => {
  test('compiles over private memory', () => {
    const memory = new WebAssembly.Memory({ initial: 64 });
    const kernels = instantiate(CORE, memory)?.raw as unknown as CoreKernels;
    expect(product(kernels, memory, [3, 5, 7])).toBeClose(wantedProduct([3, 5, 7]));
  });

  // Pages that are not isolated have no shared memory.
  test.skipIf(typeof SharedArrayBuffer === 'undefined')('and over shared memory', () => {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
    const kernels = instantiate(CORE, memory)?.raw as unknown as CoreKernels;
    expect(memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(product(kernels, memory, [7, 17, 5])).toBeClose(wantedProduct([7, 17, 5]));
  });
});

describe('importSharedMemory', () => {
  const shared = [...name('env'), ...name('memory'), 2, 3, 0, 0x80, 0x80, 0x04];

  test('changes the memory import and nothing else', () => {
    for (const limits of [
      [0, 1],
      [1, 1, 0x80, 0x80, 0x04],
      [0, 0x80, 0x02],
    ]) {
      const own = [...name('env'), ...name('memory'), 2, ...limits];
      const rest: [number, number[]] = [0, [...name('note'), 1, 2, 3]];
      for (const imports of [
        [1, ...own],
        [2, ...ABORT, ...own],
        [2, ...own, ...ABORT],
      ]) {
        const before = wasm(TYPE, [2, imports], rest);
        const wanted =
          imports.join() === [2, ...own, ...ABORT].join()
            ? [2, ...shared, ...ABORT]
            : [...imports.slice(0, imports.length - own.length), ...shared];
        expect([...importSharedMemory(before)]).toEqual([...wasm(TYPE, [2, wanted], rest)]);
      }
    }
  });

  test('the real modules stay modules', () => {
    const changed = importSharedMemory(kernelBytes(CORE, false));
    expect(WebAssembly.validate(changed as BufferSource)).toBe(true);
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(changed as BufferSource));
    expect(imports).toContainEqual({ module: 'env', name: 'memory', kind: 'memory' });
  });

  test('refuses a module that imports no memory', () => {
    expect(() => importSharedMemory(wasm(TYPE))).toThrow(
      'importSharedMemory: expected a module that imports memory, found no import',
    );
    expect(() => importSharedMemory(wasm(TYPE, [2, [1, ...ABORT]]))).toThrow(
      'importSharedMemory: expected a module that imports memory, found none',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { compileKernels, kernelModules, moduleSource } from './build-wasm.mjs';
import { makeDelta } from './delta.mjs';
import { inFolder } from './fixture.mjs';
import { readModule } from './wasm-module.mjs';

const compile = (text, options) =>
  inFolder({ 'wasm/index.ts': text }, (root) => compileKernels(root, options));

const PRODUCT = `export function f(x: usize): void {
  const a = v128.load(x);
  if (ASC_FEATURE_RELAXED_SIMD) v128.store(x, f32x4.relaxed_madd(a, a, a));
  else v128.store(x, f32x4.add(f32x4.mul(a, a), a));
}`;

describe('compileKernels', () => {
  test('makes a module that imports memory and nothing else', async () => {
    const { imports, sections } = readModule(await compile(PRODUCT));
    expect(imports).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    expect(sections.has(11)).toBe(false);
  });

  test('fuses in the relaxed build only', async () => {
    const has = (bytes) => Buffer.from(bytes).includes(Buffer.from([0xfd, 0x85, 0x02]));
    expect(has(await compile(PRODUCT))).toBe(false);
    expect(has(await compile(PRODUCT, { relaxed: true }))).toBe(true);
  });

  test('runs on memory that is given to it', async () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { instance } = await WebAssembly.instantiate(await compile(PRODUCT), { env: { memory } });
    const heap = new Float32Array(memory.buffer);
    heap.set([1, 2, 3, 4], 2);
    instance.exports.f(8);
    expect([...heap.subarray(0, 8)]).toEqual([0, 0, 2, 6, 12, 20, 0, 0]);
  });

  test.each([
    [
      'a static array',
      'const t: StaticArray<f32> = [1, 2];\nexport function f(): f32 { return t[1]; }',
    ],
    ['a string', `export function f(): i32 { return 'abc'.length; }`],
    ['Mathf.exp', 'export function f(x: f32): f32 { return Mathf.exp(x); }'],
  ])('refuses %s: its data would land on tensors', async (_, text) => {
    await expect(compile(text)).rejects.toThrow(/expected no data segments, got \d+ \(\d+ bytes\)/);
  });

  test("may call core's kernels, and them alone", async () => {
    const text = `@external("core", "sum") declare function sum(x: usize, n: i32): f64;
export function twice(x: usize): f64 { return 2 * sum(x, load<i32>(x)); }`;
    const bytes = await compile(text);
    expect(readModule(bytes).imports.map(({ module }) => module)).toEqual(['core', 'env']);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { instance } = await WebAssembly.instantiate(bytes, {
      env: { memory },
      core: { sum: () => 4 },
    });
    expect(instance.exports.twice(8)).toBe(8);
  });

  test('refuses other imports', async () => {
    const text = `@external("env", "now") declare function now(): f64;
export function f(): f64 { return now() + load<f64>(0); }`;
    await expect(compile(text)).rejects.toThrow('core.*, got env.now');
  });

  test('says what the compiler says', async () => {
    await expect(compile('export function f(): i32 { return oops; }')).rejects.toThrow('oops');
  });
});

describe('kernelModules', () => {
  const EMPTY = 'export function f(x: usize): f32 { return load<f32>(x); }';

  test('are index.ts and that of each folder, by name', async () => {
    const files = {
      'wasm/index.ts': EMPTY,
      'wasm/shared.ts': EMPTY,
      'wasm/norm/index.ts': PRODUCT,
      'wasm/conv/index.ts': PRODUCT,
    };
    await inFolder(files, async (root) => {
      expect(await kernelModules(root)).toEqual(['', 'conv', 'norm']);
      expect(await compileKernels(root, { name: 'norm' })).toEqual(await compile(PRODUCT));
    });
    const beside = await inFolder({ 'wasm/conv/index.ts': PRODUCT }, kernelModules);
    expect(beside).toEqual(['conv']);
    await expect(inFolder({ 'wasm/conv.ts': PRODUCT }, kernelModules)).rejects.toThrow(
      /expected .*wasm\/index\.ts or wasm\/NAME\/index\.ts, got neither/,
    );
  });
});

describe('moduleSource', () => {
  test('holds the plain build and what turns it into the relaxed one', async () => {
    const plain = await compile(PRODUCT);
    const relaxed = await compile(PRODUCT, { relaxed: true });
    const text = moduleSource({ plain, relaxed });
    const found = [...text.matchAll(/'([0-9a-f]+)'/g)].map(([, code]) => Buffer.from(code, 'hex'));
    const delta = makeDelta(Buffer.from(plain), Buffer.from(relaxed));
    expect(found).toEqual([Buffer.from(plain), Buffer.from(delta)]);
  });
});

import { describe, expect, test } from 'vitest';
import { kernelModules, moduleSource, typesSource } from './build-wasm.mjs';
import { compileKernels } from './compile-kernels.mjs';
import { makeDelta } from './delta.mjs';
import { inFolder } from './fixture.mjs';
import { readModule } from './wasm-module.mjs';

const build = (text, options) =>
  inFolder({ 'wasm/index.ts': text }, (root) => compileKernels(root, options));
const compile = async (text, options) => (await build(text, options)).bytes;

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
      expect((await compileKernels(root, { name: 'norm' })).bytes).toEqual(await compile(PRODUCT));
    });
    const beside = await inFolder({ 'wasm/conv/index.ts': PRODUCT }, kernelModules);
    expect(beside).toEqual(['conv']);
    await expect(inFolder({ 'wasm/conv.ts': PRODUCT }, kernelModules)).rejects.toThrow(
      /expected .*wasm\/index\.ts or wasm\/NAME\/index\.ts, got neither/,
    );
  });
});

describe('moduleSource', () => {
  const sourceOf = async (text) => {
    const [plain, relaxed] = [await build(text), await build(text, { relaxed: true })];
    return {
      plain,
      relaxed,
      source: moduleSource({ topic: 'rnn', name: 'huber', plain, relaxed }),
      types: typesSource({ topic: 'rnn', name: 'huber', bindings: plain.bindings }),
    };
  };

  test('holds the plain build and what turns it into the relaxed one', async () => {
    const { plain, relaxed, source } = await sourceOf(PRODUCT);
    const found = [...source.matchAll(/'([0-9a-f]+)'/g)].map(([, code]) =>
      Buffer.from(code, 'hex'),
    );
    const delta = makeDelta(Buffer.from(plain.bytes), Buffer.from(relaxed.bytes));
    expect(found).toEqual([Buffer.from(plain.bytes), Buffer.from(delta)]);
  });

  test('has the types of the kernels, whose addresses are no sizes', async () => {
    const { source, types } = await sourceOf(`${PRODUCT}
export function g(x: usize, n: i32, scale: f32, exact: bool): f64 { return n; }`);
    expect(types).toContain(`export interface HuberKernels {
  f(x: Address): void;
  g(x: Address, n: number, scale: number, exact: boolean): number;
}`);
    expect(source).toContain(
      "export const HUBER: KernelModule<HuberKernels> = {\n  name: '@dl/rnn/huber',",
    );
    expect(source).not.toContain('adapt');
  });

  test('says which argument is scratch memory, and how kernels are cut where the package does', async () => {
    const text =
      'export function f(x: usize, scratch: usize): void { v128.store(scratch, v128.load(x)); }';
    const { plain, relaxed, source } = await sourceOf(text);
    expect(source).toContain('  scratch: { f: 1 },');
    expect(source).not.toContain('slices');
    const cut = moduleSource({ topic: 'rnn', name: '', plain, relaxed, slices: true });
    expect(cut).toContain("import { slices } from '../slices/rnn';");
    expect(cut).toContain('\n  slices,\n');
  });

  test('calls kernels of many parameters by name', async () => {
    const names = Array.from({ length: 18 }, (_, i) => `p${i}`);
    const list = names.map((name) => `${name}: i32`).join(', ');
    const { source, types } = await sourceOf(
      `${PRODUCT}\nexport function g(${list}): void { if (p0) v128.store(p1, v128.load(p2)); }`,
    );
    expect(types).toContain('  g(args: { p0: number; p1: number;');
    const adapter = /adapt: (\(raw: any\) => \(\{[\s\S]*?\n {2}\}\)),/.exec(source)[1];
    const adapt = new Function(`return ${adapter.replaceAll(': any', '')}`)();
    const called = [];
    const kernels = adapt({ f: () => 1, g: (...args) => called.push(...args) });
    kernels.g(Object.fromEntries(names.toReversed().map((name) => [name, Number(name.slice(1))])));
    expect(called).toEqual(names.map((_, i) => i));
    expect(kernels.f()).toBe(1);
  });
});

import { expect, test } from 'vitest';
import { adapterOf, interfaceOf, kernelsIn } from './kernel-types.mjs';

const binding = (name, parameters, result = 'void') => {
  const list = Object.entries(parameters);
  const lines = list.map(([own, kind]) => `   * @param ${own} \`${kind}\``);
  const given = list.map(([own]) => `${own}: number`).join(', ');
  return `  /**\n   * wasm/${name}\n${lines.join('\n')}\n   */\n  export function ${name}(${given}): ${result};\n`;
};

test('addresses, flags and numbers have types of their own', () => {
  const text = `/** memory */\nexport declare const memory: WebAssembly.Memory;\n${binding('run', { x: 'usize', n: 'i32', each: 'bool', a: 'f32' }, 'number')}`;
  expect(interfaceOf(kernelsIn(text), 'RunKernels')).toBe(
    'export interface RunKernels {\n  run(x: Address, n: number, each: boolean, a: number): number;\n}',
  );
  expect(adapterOf(kernelsIn(text))).toBeUndefined();
});

test('kernels of many parameters are called by their names', () => {
  const many = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`p${i}`, 'i32']));
  const kernels = kernelsIn(binding('wide', many));
  expect(interfaceOf(kernels, 'K')).toContain('wide(args: { p0: number; p1: number;');
  expect(adapterOf(kernels)).toContain('wide: (a: any) => raw.wide(a.p0, a.p1,');
});

test('a kind that JavaScript has no number for is refused', () => {
  expect(() => kernelsIn(binding('long', { n: 'i64' }))).toThrow(
    'long: n: expected usize, bool, i32, u32, f32, f64, got i64',
  );
  expect(() => kernelsIn('/** */ export function bare(n: number): void;')).toThrow(
    'bare: expected 1 parameters with types, got 0',
  );
});

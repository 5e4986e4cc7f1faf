import { backendName } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { CORE, type CoreKernels } from '../generated/wasm';
import { type Address, behind } from './kernel-module';
import { kernelsOf, scratch, wasmBackend } from './registry';

type MapName = 'exp' | 'tanh' | 'sigmoid' | 'log' | 'relu';

const GUARD = 12345.5;
const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 17, 33, 1027];

/** Runs `body` on copies of `arrays` in WASM memory; gives them back, and fails if it wrote beside them. */
function run<T>(arrays: Float32Array[], body: (kernels: CoreKernels, ...at: Address[]) => T) {
  const kernels = kernelsOf(CORE) as CoreKernels;
  const offsets: number[] = [];
  let floats = 0;
  for (const { length } of arrays) {
    offsets.push(floats + 4);
    floats += 8 + length + (length & 1);
  }
  const base = scratch(4 * floats);
  const heap = () => new Float32Array(wasmBackend().wasm.HEAPU8.buffer, base, floats);
  heap().fill(GUARD);
  for (const [i, array] of arrays.entries()) heap().set(array, offsets[i]);
  const result = body(kernels, ...offsets.map((offset) => behind(base, 4 * offset)));
  const copies = offsets.map((offset, i) =>
    heap().slice(offset, offset + (arrays[i]?.length ?? 0)),
  );
  for (const [i, offset] of offsets.entries()) {
    heap().fill(GUARD, offset, offset + (arrays[i]?.length ?? 0));
  }
  expect(heap().every((value) => value === GUARD)).toBe(true);
  return { result, arrays: copies as [Float32Array, ...Float32Array[]] };
}

/** n numbers in about ±3, the same each time. */
const numbers = (n: number, step = 0.7) =>
  Float32Array.from({ length: n }, (_, i) => 3 * Math.sin(1 + i * step));

/** |got − wanted| in units of the last place of a float near `wanted`. */
function ulps(got: number, wanted: number): number {
  if (Object.is(got, wanted) || (Number.isNaN(got) && Number.isNaN(wanted))) return 0;
  if (Math.abs(wanted) >= 2 ** 128 - 2 ** 103)
    return got === Math.sign(wanted) * Infinity ? 0 : Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(wanted))));
  const finite = Number.isFinite(got) ? got : Math.sign(got) * 2 ** 128;
  return Math.abs(finite - wanted) / 2 ** (exponent - 23);
}

const sigmoid = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

describe.skipIf(backendName !== 'wasm')('math kernels', () => {
  // Every 4,093rd of the 2^32 floats, all exponents among them.
  const functions: [MapName, (x: number) => number, number][] = [
    ['exp', Math.exp, 1.04],
    ['tanh', Math.tanh, 2],
    ['sigmoid', sigmoid, 2],
    ['log', Math.log, 1],
  ];
  test.each(functions)(
    '%s is within its bound over the whole float range',
    (name, exact, bound) => {
      const bits = Uint32Array.from({ length: 2 ** 20 }, (_, i) => i * 4093 + (i & 7));
      const x = new Float32Array(bits.buffer);
      const { arrays } = run([x, x], (k, at, out) => k[`${name}Forward`](at, out, x.length));
      let worst = 0;
      arrays[1]?.forEach((got, i) => {
        const error = ulps(got, exact(x[i] as number));
        worst = Math.max(worst, error);
      });
      expect(worst).toBeLessThanOrEqual(bound);
    },
  );

  const edges: [MapName, number[], number[]][] = [
    [
      'exp',
      [NaN, Infinity, -Infinity, 0, -0, 88.8, -104, -1e9],
      [NaN, Infinity, 0, 1, 1, Infinity, 0, 0],
    ],
    ['tanh', [NaN, Infinity, -Infinity, 0, -0, 20, 1e-45], [NaN, 1, -1, 0, -0, 1, 1e-45]],
    ['sigmoid', [NaN, Infinity, -Infinity, 0, -0, 20, -105], [NaN, 1, 0, 0.5, 0.5, 1, 0]],
    [
      'log',
      [NaN, Infinity, -Infinity, 0, -0, 1, -1e-45],
      [NaN, Infinity, NaN, -Infinity, -Infinity, 0, NaN],
    ],
    ['relu', [NaN, Infinity, -Infinity, 0, -0, 1, -1], [NaN, Infinity, 0, 0, 0, 1, 0]],
  ];
  test.each(edges)('%s at its edges', (name, x, y) => {
    const { arrays } = run([Float32Array.from(x)], (k, at) =>
      k[`${name}Forward`](at, at, x.length),
    );
    expect(arrays[0]).toEqual(Float32Array.from(y));
  });

  test('sigmoid falls like e^x down to the smallest float', () => {
    const x = Float32Array.from({ length: 64 }, (_, i) => -88 - i / 4);
    const { arrays } = run([x], (k, at) => k.sigmoidForward(at, at, x.length));
    arrays[0].forEach((got, i) => {
      expect(ulps(got, Math.exp(x[i] as number))).toBeLessThanOrEqual(1);
    });
  });

  test('tanh is odd and never beyond ±1', () => {
    const x = Float32Array.from({ length: 5000 }, (_, i) => i / 400);
    const { arrays } = run([x, x.map((v) => -v)], (k, a, b) => {
      k.tanhForward(a, a, x.length);
      k.tanhForward(b, b, x.length);
    });
    expect(arrays[1]).toEqual(arrays[0].map((v) => -v));
    expect(Math.max(...arrays[0])).toBe(1);
  });

  test.each(SIZES)('maps over %i elements reach the end and not beyond, in place or not', (n) => {
    const [x, y] = [numbers(n), numbers(n, 0.3)];
    const maps: [
      (k: CoreKernels, x: Address, y: Address, out: Address) => unknown,
      (x: number, y: number) => number,
    ][] = [
      [(k, a, _, out) => k.tanhForward(a, out, n), Math.tanh],
      [(k, a, b, out) => k.activationBackward(a, b, out, n, 0), (a) => a],
      [(k, a, b, out) => k.activationBackward(a, b, out, n, 1), (a, b) => (b > 0 ? a : 0)],
      [(k, a, b, out) => k.activationBackward(a, b, out, n, 2), (a, b) => a * (1 - b * b)],
      [(k, a, b, out) => k.activationBackward(a, b, out, n, 3), (a, b) => a * b * (1 - b)],
      [(k, a, _, out) => k.scale(-1.5, a, out, n), (a) => -1.5 * a],
    ];
    for (const [kernel, exact] of maps) {
      const wanted = Array.from(x, (value, i) => exact(value, y[i] as number));
      const apart = run([x, y, new Float32Array(n)], (k, a, b, out) =>
        kernel(k, a as Address, b as Address, out as Address),
      );
      expect(apart.arrays[2]).toBeClose(wanted, { absolute: 4e-6 });
      expect(apart.arrays[0]).toEqual(x);
      const inPlace = run([x, y], (k, a, b) => kernel(k, a as Address, b as Address, a as Address));
      expect(inPlace.arrays[0]).toBeClose(wanted, { absolute: 4e-6 });
    }
  });

  test('biasActivation leaves what lies between rows alone', () => {
    const [rows, cols, stride] = [3, 5, 7];
    const [c, bias] = [numbers(rows * stride), numbers(cols, 0.2)];
    const { arrays } = run([c, bias], (k, at, b) => k.biasActivation(at, rows, cols, stride, b, 2));
    const wanted = Array.from(c, (v, i) =>
      i % stride < cols ? Math.tanh(v + (bias[i % stride] as number)) : v,
    );
    expect(arrays[0]).toBeClose(wanted, { absolute: 1e-6 });
  });

  test.each(SIZES)('sums over %i elements', (n) => {
    const [x, y] = [numbers(n), numbers(n, 0.3)];
    const total = (f: (a: number, b: number) => number) =>
      x.reduce((s, a, i) => s + f(a, y[i] as number), 0);
    const { result } = run([x, y], (k, a, b) => [
      k.sum(a, n),
      k.sumOfSquares(a, n),
      k.squaredErrorSum(a, b, n),
    ]);
    const wanted = [total((a) => a), total((a) => a * a), total((a, b) => (a - b) ** 2)];
    expect(result as number[]).toBeClose(wanted, { absolute: 1e-3, relative: 1e-6 });
  });

  test('sumOfSquares does not overflow', () => {
    const x = Float32Array.of(3e38, 1, 2, 3, 4);
    expect(run([x], (k, at) => k.sumOfSquares(at, 5)).result).toBeCloseTo(9e76, -72);
  });

  test.each([
    [1, 1],
    [3, 1],
    [5, 3],
    [67, 17],
    [130, 37],
  ])('columnSums of [%i, %i]', (rows, cols) => {
    const x = numbers(rows * cols);
    const wanted = Array.from({ length: cols }, (_, j) =>
      x.reduce((s, v, i) => (i % cols === j ? s + v : s), 0),
    );
    const { arrays } = run([x, new Float32Array(cols).fill(7)], (k, at, out) =>
      k.columnSums(at, rows, cols, out),
    );
    expect(arrays[1]).toBeClose(wanted, { absolute: 1e-4 });
  });
});

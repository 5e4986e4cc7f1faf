import { describe, expect, test } from 'vitest';
import type { StoredTensor } from './safetensors';
import { fromHalf, toArrayValue, toHalf, toStored } from './stored-values';

const brain = (...bits: number[]): StoredTensor => ({
  dtype: 'BF16',
  shape: [bits.length],
  data: Uint16Array.from(bits),
});

describe('F16', () => {
  test('every one comes back as it was', () => {
    for (let half = 0; half < 65536; half++) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true);
      else if (toHalf(value) !== half) throw new Error(`${half}: ${value} became ${toHalf(value)}`);
    }
  });

  // numpy.float16(x).view('uint16')
  test.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
    [6.103515625e-5, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.000001, 0x0001],
    [-0, 0x8000],
    [1.00048828125, 0x3c00], // half way: to even
    [1.00146484375, 0x3c02],
    [0.1, 0x2e66],
  ])('%d', (value, half) => {
    expect(toHalf(value)).toBe(half);
  });
});

describe('BF16', () => {
  test('is the upper half of a float32, rounded to even', () => {
    expect(toArrayValue(brain(0x3f80, 0xc000, 0x7f80, 0x0001)).data).toEqual(
      Float32Array.of(1, -2, Number.POSITIVE_INFINITY, 2 ** -133),
    );
    const data = Float32Array.of(
      1,
      1 + 2 ** -8,
      1 + 3 * 2 ** -8,
      1 + 2 ** -8 + 2 ** -20,
      Number.NaN,
      3.4e38,
    );
    const stored = toStored({ shape: [6], data }, 'BF16');
    expect([...(stored.data as Uint16Array)]).toEqual([
      0x3f80, 0x3f80, 0x3f82, 0x3f81, 0x7fc0, 0x7f80,
    ]);
  });
});

describe('other dtypes', () => {
  test('to arrays that a model takes', () => {
    const shape = [2];
    expect(toArrayValue({ dtype: 'F64', shape, data: Float64Array.of(0.1, -1e300) }).data).toEqual(
      Float32Array.of(0.1, Number.NEGATIVE_INFINITY),
    );
    expect(toArrayValue({ dtype: 'I64', shape, data: BigInt64Array.of(-5n, 7n) }).data).toEqual(
      Int32Array.of(-5, 7),
    );
    expect(toArrayValue({ dtype: 'I8', shape, data: Int8Array.of(-5, 7) }).data).toEqual(
      Int32Array.of(-5, 7),
    );
    const same = Float32Array.of(1, 2);
    expect(toArrayValue({ dtype: 'F32', shape, data: same }).data).toBe(same);
  });

  test('and back', () => {
    const floats = { shape: [1], data: Float32Array.of(0.5) };
    expect(toStored(floats, 'F64').data).toEqual(Float64Array.of(0.5));
    expect(toStored(floats, 'F32').data).toBe(floats.data);
    expect(toStored({ shape: [1], data: Int32Array.of(-3) }, 'I64').data).toEqual(
      BigInt64Array.of(-3n),
    );
    expect(() => toStored(floats, 'I64')).toThrow(
      'toStored: dtype: expected one for a Float32Array, got I64',
    );
  });

  test('a number of 64 bits that is none of 32', () => {
    const data = BigInt64Array.of(1n, 2n ** 31n);
    expect(() => toArrayValue({ dtype: 'I64', shape: [2], data })).toThrow(
      'safetensors: tensor: expected numbers of 32 bits at entry 1, got 2147483648n',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { readSafetensors, type StoredTensor, writeSafetensors } from './safetensors';
import { toArrayValue } from './stored-values';

const ALL: Record<string, StoredTensor> = {
  i16: { dtype: 'I16', shape: [2], data: Int16Array.of(-32768, 32767) },
  u16: { dtype: 'U16', shape: [2], data: Uint16Array.of(0, 65535) },
  u32: { dtype: 'U32', shape: [1], data: Uint32Array.of(2 ** 31 - 1) },
  u64: { dtype: 'U64', shape: [1], data: BigUint64Array.of(7n) },
  e4m3: { dtype: 'F8_E4M3', shape: [6], data: Uint8Array.of(0x38, 0xb8, 0x7e, 0x01, 0x7f, 0x08) },
  e5m2: { dtype: 'F8_E5M2', shape: [6], data: Uint8Array.of(0x3c, 0xbc, 0x7b, 0x01, 0x7c, 0x7d) },
  e8m0: { dtype: 'F8_E8M0', shape: [4], data: Uint8Array.of(127, 128, 0, 255) },
  f4: { dtype: 'F4', shape: [2, 2], data: Uint8Array.of(0x21, 0x43) },
  f6: { dtype: 'F6_E2M3', shape: [4], data: Uint8Array.of(1, 2, 3) },
  c64: { dtype: 'C64', shape: [2], data: Float32Array.of(1, 2, 3, 4) },
  wanted: { dtype: 'F32', shape: [1], data: Float32Array.of(5) },
};

describe('tensors of every dtype of the format', () => {
  test('are written and read as they are', () => {
    expect(readSafetensors(writeSafetensors(ALL)).tensors).toEqual(ALL);
  });

  // ml_dtypes.float8_e4m3fn and float8_e5m2 of these bytes; 2^(byte - 127) for E8M0.
  test('are numbers where a tensor can hold them', () => {
    const numbers = (name: string) => [...toArrayValue(ALL[name] as StoredTensor).data];
    expect(numbers('i16')).toEqual([-32768, 32767]);
    expect(numbers('u16')).toEqual([0, 65535]);
    expect(numbers('u32')).toEqual([2 ** 31 - 1]);
    expect(numbers('u64')).toEqual([7]);
    expect(numbers('e4m3')).toEqual([1, -1, 448, 2 ** -9, Number.NaN, 2 ** -6]);
    expect(numbers('e5m2')).toEqual([1, -1, 57344, 2 ** -16, Number.POSITIVE_INFINITY, Number.NaN]);
    expect(numbers('e8m0')).toEqual([1, 2, 2 ** -127, Number.NaN]);
  });

  test('and are refused when they are asked for where none can', () => {
    for (const name of ['f4', 'f6', 'c64']) {
      expect(() => toArrayValue(ALL[name] as StoredTensor)).toThrow(
        /tensor: expected a dtype of F64, .*, got "/,
      );
    }
    const wide = { dtype: 'U32', shape: [2], data: Uint32Array.of(1, 2 ** 31) } as const;
    expect(() => toArrayValue(wide)).toThrow(
      'expected numbers of 32 bits at entry 1, got 2147483648',
    );
    const more = { dtype: 'U64', shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) } as const;
    expect(() => toArrayValue(more)).toThrow('at entry 0, got 18446744073709551615n');
    for (const none of [null, undefined, 3, {}, { dtype: 4 }]) {
      expect(() => toArrayValue(none as never)).toThrow(
        'toArrayValue: expected a stored tensor, got',
      );
    }
    const dtypes = ['F32'];
    const changing = {
      shape: [1],
      data: Float32Array.of(5),
      get dtype() {
        return dtypes.shift() as 'F32';
      },
    };
    expect(toArrayValue(changing)).toEqual({ shape: [1], data: Float32Array.of(5) });
    expect(() => writeSafetensors(null as never)).toThrow(
      'writeSafetensors: tensors: expected an object of tensors, got null',
    );
    expect(() => writeSafetensors({}, null as never)).toThrow(
      'metadata: expected an object of texts, got null',
    );
  });
});

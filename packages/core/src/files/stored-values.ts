import { describeValue, expected } from '../check/describe';
import { type ArrayKind, arrayKind, isArrayOf } from '../check/realm';
import type { ArrayValue } from '../model/load-state-dict';
import { fromE4m3, fromE5m2, fromE8m0 } from './float-8';
import type { StoredDtype, StoredTensor } from './safetensors';
import { fail } from './safetensors-header';

/**
 * The numbers of a stored tensor as `loadStateDict` takes them: F16, BF16 and F8 as the float32 that they are, F64 rounded
 * to float32, integers as int32; F32, I32, U8 and BOOL as they are, not copied.
 *
 * @throws SafetensorsError for a number of I64, U64 or U32 that int32 cannot hold, and for C64, F4 and F6, which no tensor
 *   here has; TypeError if it is not a stored tensor
 */
export function toArrayValue(tensor: StoredTensor): ArrayValue {
  const { dtype, shape, data } = tensor ?? ({} as StoredTensor);
  if (typeof dtype !== 'string') {
    throw new TypeError(expected('toArrayValue', 'a stored tensor', tensor));
  }
  const reader = Object.hasOwn(READERS, dtype) && READERS[dtype];
  if (!reader) throw fail('tensor', `a dtype of ${Object.keys(READERS).join(', ')}`, dtype);
  const [kind, read] = reader;
  if (arrayKind(data) !== kind) throw fail(`tensor: data of ${dtype}`, `a ${kind}`, data);
  return { shape, data: read(data as never) };
}

type Reader = readonly [ArrayKind, (data: never) => ArrayValue['data']];
const same = <T>(data: T) => data;
const READERS: Partial<Record<StoredDtype, Reader>> = {
  F64: ['Float64Array', (data: Float64Array) => Float32Array.from(data)],
  F32: ['Float32Array', same],
  F16: ['Uint16Array', (data: Uint16Array) => Float32Array.from(data, fromHalf)],
  BF16: ['Uint16Array', fromBrain],
  F8_E4M3: ['Uint8Array', (data: Uint8Array) => Float32Array.from(data, fromE4m3)],
  F8_E5M2: ['Uint8Array', (data: Uint8Array) => Float32Array.from(data, fromE5m2)],
  F8_E8M0: ['Uint8Array', (data: Uint8Array) => Float32Array.from(data, fromE8m0)],
  I64: ['BigInt64Array', narrowed],
  I32: ['Int32Array', same],
  I16: ['Int16Array', (data: Int16Array) => Int32Array.from(data)],
  I8: ['Int8Array', (data: Int8Array) => Int32Array.from(data)],
  U64: ['BigUint64Array', narrowed],
  U32: ['Uint32Array', narrowed],
  U16: ['Uint16Array', (data: Uint16Array) => Int32Array.from(data)],
  U8: ['Uint8Array', same],
  BOOL: ['Uint8Array', same],
};

/** Integers as int32, where all are. */
function narrowed(data: BigInt64Array | BigUint64Array | Uint32Array): Int32Array {
  const numbers = new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number | bigint;
    const number = Number(value);
    if (number !== (number | 0)) throw fail('tensor', `numbers of 32 bits at entry ${i}`, value);
    numbers[i] = number;
  }
  return numbers;
}

/**
 * Numbers as a stored tensor of another dtype: float32 rounded to the nearest F16 or BF16 (ties to even; over their range
 * to infinity), or as F64; int32 as I64.
 *
 * @throws TypeError for a dtype that does not fit the numbers
 */
export function toStored(
  value: ArrayValue,
  dtype: 'F16' | 'BF16' | 'F64' | 'F32' | 'I64' | 'I32',
): StoredTensor {
  const { shape, data } = value ?? {};
  if (isArrayOf(data, 'Float32Array')) {
    if (dtype === 'F32') return { dtype, shape, data };
    if (dtype === 'F64') return { dtype, shape, data: Float64Array.from(data) };
    if (dtype === 'F16') return { dtype, shape, data: Uint16Array.from(data, toHalf) };
    if (dtype === 'BF16') return { dtype, shape, data: toBrain(data) };
  }
  if (isArrayOf(data, 'Int32Array')) {
    if (dtype === 'I32') return { dtype, shape, data };
    if (dtype === 'I64') return { dtype, shape, data: BigInt64Array.from(data, BigInt) };
  }
  if (arrayKind(data) === undefined) {
    throw new TypeError(expected('toStored: data', 'a Float32Array or an Int32Array', data));
  }
  const got = describeValue(dtype).replaceAll('"', '');
  throw new TypeError(`toStored: dtype: expected one for a ${arrayKind(data)}, got ${got}`);
}

const one = new Float32Array(1);
const bits = new Uint32Array(one.buffer);

/** The number of 16 bits: a sign, 5 of exponent, 10 of fraction (IEEE 754 binary16). */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The nearest of them, of two the even one. */
export function toHalf(value: number): number {
  one[0] = value;
  const from = bits[0] as number;
  const sign = (from >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return sign | 0x7e00;
  // From half a step over the largest on.
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(((from >>> 23) & 255) - 127, -14);
  const steps = roundToEven(size * 2 ** (10 - exponent));
  // A carry into the exponent is right as it is.
  return sign | (steps + (exponent + 14) * 1024);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest > 0.5 ? floor + 1 : floor;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** BF16 is the upper half of a float32. */
function fromBrain(halves: Uint16Array): Float32Array {
  const wide = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) wide[i] = (halves[i] as number) << 16;
  return new Float32Array(wide.buffer);
}

function toBrain(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, (value) => {
    one[0] = value;
    const from = bits[0] as number;
    if (Number.isNaN(value)) return (from >>> 16) | 64;
    return (from + 0x7fff + ((from >>> 16) & 1)) >>> 16;
  });
}

import type { ArrayValue } from '../model/load-state-dict';
import type { StoredTensor } from './safetensors';
import { fail } from './safetensors-header';

/**
 * The numbers of a stored tensor as `loadStateDict` takes them: F16 and BF16 as the float32 that they are, F64 rounded to
 * float32, I64 and I8 as int32; F32, I32, U8 and BOOL as they are, not copied.
 *
 * @throws SafetensorsError for a number of I64 that is none of int32
 */
export function toArrayValue(tensor: StoredTensor): ArrayValue {
  const { dtype, shape } = tensor;
  if (dtype === 'F16') return { shape, data: Float32Array.from(tensor.data, fromHalf) };
  if (dtype === 'BF16') return { shape, data: fromBrain(tensor.data) };
  if (dtype === 'F64') return { shape, data: Float32Array.from(tensor.data) };
  if (dtype === 'I8') return { shape, data: Int32Array.from(tensor.data) };
  if (dtype !== 'I64') return { shape, data: tensor.data };
  const wrong = tensor.data.findIndex((value) => BigInt.asIntN(32, value) !== value);
  if (wrong >= 0) throw fail('tensor', `numbers of 32 bits at entry ${wrong}`, tensor.data[wrong]);
  return { shape, data: Int32Array.from(tensor.data, Number) };
}

/**
 * Numbers as a stored tensor of another dtype: float32 rounded to the nearest F16 or BF16 (ties to even; over their range
 * to infinity), or as F64; int32 as I64.
 *
 * @throws TypeError for a dtype that does not fit the numbers
 */
export function toStored(
  { shape, data }: ArrayValue,
  dtype: 'F16' | 'BF16' | 'F64' | 'F32' | 'I64' | 'I32',
): StoredTensor {
  if (data instanceof Float32Array) {
    if (dtype === 'F32') return { dtype, shape, data };
    if (dtype === 'F64') return { dtype, shape, data: Float64Array.from(data) };
    if (dtype === 'F16') return { dtype, shape, data: Uint16Array.from(data, toHalf) };
    if (dtype === 'BF16') return { dtype, shape, data: toBrain(data) };
  }
  if (data instanceof Int32Array) {
    if (dtype === 'I32') return { dtype, shape, data };
    if (dtype === 'I64') return { dtype, shape, data: BigInt64Array.from(data, BigInt) };
  }
  const kind = data?.constructor?.name ?? String(data);
  throw new TypeError(`toStored: dtype: expected one for a ${kind}, got ${dtype}`);
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

import { expected } from '../check/describe';
import { expectInteger } from '../check/number';
import { expectRoom } from '../check/room';

/** Turns random words, in place, into float32 numbers from [`low`, `high`), both float32 themselves. */
export function toUniform(
  words: Uint32Array<ArrayBuffer>,
  low: number,
  high: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(words.buffer);
  const scale = (high - low) / 2 ** 24;
  const last = floatUnder(high); // where rounding to float32 would reach `high`
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.min(low + ((words[i] as number) >>> 8) * scale, last);
  }
  return values;
}

/**
 * Turns an even number of random words, in place, into normally distributed float32 numbers.
 *
 * Box, Muller: A note on the generation of random normal deviates (1958).
 */
export function toNormal(
  words: Uint32Array<ArrayBuffer>,
  mean: number,
  std: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(words.buffer);
  for (let i = 0; i < words.length; i += 2) {
    const r = std * radius(words[i] as number);
    const angle = (words[i + 1] as number) * TURN;
    values[i] = mean + r * Math.cos(angle);
    values[i + 1] = mean + r * Math.sin(angle);
  }
  return values;
}

/** One normally distributed number from two random words. */
export function toGaussian(word0: number, word1: number): number {
  return radius(word0) * Math.cos(word1 * TURN);
}

/** The first `length` values, in a buffer that holds nothing else. */
export function exact<T extends Float32Array | Int32Array>(values: T, length: number): T {
  return values.length === length ? values : (values.slice(0, length) as T);
}

/** The number of entries of a shape, of which a tensor can be made. */
export function sizeOf(where: string, shape: readonly number[]): number {
  if (!Array.isArray(shape)) throw new TypeError(expected(`${where}: shape`, 'an array', shape));
  let size = 1;
  for (const axis of shape) {
    expectInteger(where, 'shape', axis, 0);
    size *= axis;
  }
  expectRoom(where, 'shape', shape);
  return size;
}

const TURN = (2 * Math.PI) / 2 ** 32;

/** The length of a normally distributed vector in the plane: at most 6.7. */
function radius(word: number): number {
  return Math.sqrt(-2 * Math.log((word + 1) / 2 ** 32));
}

/** The largest float32 under the float32 `value`. */
function floatUnder(value: number): number {
  if (value === 0) return -(2 ** -149);
  const float = new Float32Array([value]);
  const bits = new Int32Array(float.buffer);
  bits[0] = (bits[0] as number) + (value > 0 ? -1 : 1);
  return float[0] as number;
}

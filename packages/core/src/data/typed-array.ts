import * as tf from '@tensorflow/tfjs-core';
import { type ArrayKind, arrayKind, isArrayOf, ownArray } from '../check/realm';

/** Arrays of numbers that become a tensor. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint16Array
  | Uint8Array
  | Uint8ClampedArray;

const KINDS: ReadonlySet<ArrayKind | undefined> = /* @__PURE__ */ new Set([
  'Float32Array',
  'Float64Array',
  'Int32Array',
  'Int16Array',
  'Int8Array',
  'Uint16Array',
  'Uint8Array',
  'Uint8ClampedArray',
] as const);

/**
 * Whether `value` is such an array, of any realm. Uint32 and 64-bit integers do not count: a tensor cannot hold all of them.
 */
export function isTypedArray(value: unknown): value is TypedArray {
  return KINDS.has(arrayKind(value));
}

/** A tensor of values that it may keep: int32 of integers, float32 of the others. */
export function tensorOf(values: TypedArray, shape: number[]): tf.Tensor {
  if (isArrayOf(values, 'Float32Array')) return tf.tensor(ownArray(values), shape, 'float32');
  if (isArrayOf(values, 'Float64Array')) {
    return tf.tensor(Float32Array.from(values), shape, 'float32');
  }
  const integers = isArrayOf(values, 'Int32Array') ? ownArray(values) : Int32Array.from(values);
  return tf.tensor(integers, shape, 'int32');
}

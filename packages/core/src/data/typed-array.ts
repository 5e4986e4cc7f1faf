import * as tf from '@tensorflow/tfjs-core';

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

const KINDS = [
  Float32Array,
  Float64Array,
  Int32Array,
  Int16Array,
  Int8Array,
  Uint16Array,
  Uint8Array,
  Uint8ClampedArray,
];

/** Whether `value` is one. Uint32 and 64-bit integers are none: a tensor cannot hold all of them. */
export function isTypedArray(value: unknown): value is TypedArray {
  return KINDS.some((kind) => value instanceof kind);
}

/** A tensor of values that it may keep: int32 of integers, float32 of the others. */
export function tensorOf(values: TypedArray, shape: number[]): tf.Tensor {
  if (values instanceof Float32Array) return tf.tensor(values, shape, 'float32');
  if (values instanceof Float64Array) return tf.tensor(Float32Array.from(values), shape, 'float32');
  const integers = values instanceof Int32Array ? values : Int32Array.from(values);
  return tf.tensor(integers, shape, 'int32');
}

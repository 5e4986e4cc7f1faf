import * as tf from '@tensorflow/tfjs-core';
import { describeShape, describeValue, expected } from '../check/describe';
import { arrayKind } from '../check/realm';
import { ShapeError } from '../check/shape';
import { isTypedArray, type TypedArray, tensorOf } from './typed-array';

/** What a batch of such examples is. */
export type Collated<X> = X extends number | boolean | TypedArray | readonly number[]
  ? tf.Tensor
  : X extends string
    ? string[]
    : X extends object
      ? { [K in keyof X]: Collated<X[K]> }
      : unknown;

/**
 * One batch of examples, as PyTorch's `default_collate`: numbers become a float32 tensor [batch], booleans a bool one,
 * typed arrays and arrays of numbers [batch, length] (int32 of integer typed arrays, float32 of the others), texts an
 * array; tuples and objects are gone through. A label to be int32 is an `Int32Array`, or a column of `batches`.
 *
 * @throws TypeError for other values, or examples that are not alike; ShapeError for arrays of unlike lengths
 */
export function collate<X>(examples: readonly X[]): Collated<X> {
  if (!Array.isArray(examples)) {
    throw new TypeError(expected('collate: examples', 'an array', examples));
  }
  if (examples.length === 0)
    throw new RangeError('collate: expected at least one example, got none');
  // All is checked before the first tensor is made.
  const make = plan(examples, 'examples');
  return tf.tidy(() => make() as tf.TensorContainer) as Collated<X>;
}

function plan(values: readonly unknown[], path: string): () => unknown {
  const [first] = values;
  if (typeof first === 'string') return strings(values, path);
  if (typeof first === 'number' || typeof first === 'boolean') return scalars(values, path);
  if (isTypedArray(first) || isRow(first)) return rows(values, path);
  if (Array.isArray(first)) {
    for (const value of values) {
      if (Array.isArray(value) && value.length === first.length) continue;
      throw unlike(path, `a tuple of ${first.length}`, value);
    }
    const parts = first.map((_, i) => plan(at(values, i), `${path}.${i}`));
    return () => parts.map((part) => part());
  }
  if (isPlain(first)) {
    const keys = Object.keys(first);
    for (const value of values) {
      const same = isPlain(value) && Object.keys(value).length === keys.length;
      if (same && keys.every((key) => key in value)) continue;
      throw unlike(path, `an object with ${keys.join(', ')}`, value);
    }
    const parts = keys.map((key) => [key, plan(at(values, key), `${path}.${key}`)] as const);
    return () => Object.fromEntries(parts.map(([key, part]) => [key, part()]));
  }
  const what = 'numbers, typed arrays, texts, tuples or objects of them (or an own `collate`)';
  throw new TypeError(expected(`collate: ${path}`, what, first));
}

function strings(values: readonly unknown[], path: string): () => string[] {
  for (const value of values) if (typeof value !== 'string') throw unlike(path, 'a text', value);
  return () => [...(values as string[])];
}

function scalars(values: readonly unknown[], path: string): () => tf.Tensor {
  const type = typeof values[0];
  for (const value of values) {
    if (typeof value !== type) throw unlike(path, `a ${type}`, value);
  }
  return () => tf.tensor1d(values as number[], type === 'boolean' ? 'bool' : 'float32');
}

function rows(values: readonly unknown[], path: string): () => tf.Tensor {
  const first = values[0] as TypedArray | number[];
  const kind = arrayKind(first);
  for (const value of values) {
    const row = value as TypedArray | number[];
    if (arrayKind(row) !== kind || (kind === undefined && !isRow(row))) {
      throw unlike(path, describeValue(first), value);
    }
    if (row.length === first.length) continue;
    const [wanted, got] = [describeShape([first.length]), describeShape([row.length])];
    throw new ShapeError(`collate: ${path}: expected ${wanted} in every example, got ${got}`);
  }
  const size = first.length;
  return () => {
    const make = globalThis[(kind ?? 'Float32Array') as 'Float32Array'];
    const all = new make(values.length * size);
    for (let i = 0; i < values.length; i++) all.set(values[i] as Float32Array, i * size);
    return tensorOf(all, [values.length, size]);
  };
}

const at = (values: readonly unknown[], key: string | number) =>
  values.map((value) => (value as Record<string | number, unknown>)[key]);

/** An array of numbers alone. A tuple of numbers is one too: PyTorch's tuples have no other meaning for us. */
function isRow(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  // Object.prototype of any realm is the one that has none itself.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unlike(path: string, wanted: string, value: unknown): TypeError {
  return new TypeError(expected(`collate: ${path}`, `${wanted} in every example`, value));
}
